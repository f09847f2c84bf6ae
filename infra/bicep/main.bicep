targetScope = 'subscription'

metadata description = 'One pipeline in Azure: resource group, identity, storage, broker, scheduler, vault, app, monitoring.'

@description('Name of the azd environment: part of names, and the tag by which azd finds the resource group.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Azure region; it must offer Flex Consumption and the Durable Task Scheduler.')
@minLength(1)
@metadata({ azd: { type: 'location' } })
param location string

@description('Tags of every resource, besides those of azd.')
param tags object = {}

@description('Pipeline that the app runs: a name of the catalog.')
@minLength(1)
param pipeline string

@description('Topics of the pipeline\'s sources, in the order of its class.')
@minLength(1)
@maxLength(3)
param sourceTopics string[]

@description('Keyed topics of the pipeline\'s window stages, in order; none with one key.')
@maxLength(2)
param windowTopics string[]

@description('Keyed topic of the pipeline\'s last stage.')
@minLength(1)
param scoreTopic string

@description('Topics that the pipeline publishes to: predictions, routes, events, dead letters.')
@minLength(1)
param outputTopics string[]

@description('Partitions of each source topic.')
@minValue(1)
@maxValue(100)
param sourcePartitions int

@description('Shards: partitions of each keyed and output topic. It must be what the pipeline\'s class pins.')
@minValue(1)
@maxValue(32)
param shards int

@description('Consumer group of Cleanse; the keyed stages\' groups are named after it.')
@minLength(1)
@maxLength(200)
param consumerGroup string

@description('Lag that one instance is meant to work off: instances = ceiling(lag / threshold).')
@minValue(1)
@maxValue(1000000000)
param lagThreshold int

@description('Rises with every deployment, roll-back included; a checkpoint of a lower one is refused.')
@minValue(1)
param deployRevision int

@description('Whether to go on although the log has lost records: for one deployment, after a decision.')
param acceptLoss bool = false

@description('Tier of Event Hubs: Standard holds 10 topics for 7 days, Premium 100 topics for 90 days.')
@allowed([
  'Premium'
  'Standard'
])
param eventHubsTier string

@description('Throughput units (Standard) or processing units (Premium).')
@minValue(1)
@maxValue(40)
param eventHubsCapacity int

@description('Most throughput units that Standard inflates to by itself.')
@minValue(0)
@maxValue(40)
param eventHubsMaximumCapacity int

@description('Whether the app\'s own Kafka clients sign in to Event Hubs with a key that may listen and send, instead of roles of the identity.')
param clientsUseKey bool

@description('Hours that records are kept; it must exceed the oldest checkpoint by far.')
@minValue(24)
@maxValue(2160)
param retentionHours int

@description('Brokers of an external Kafka as host:port, separated by commas. Empty creates Event Hubs.')
param kafkaBrokers string = ''

@description('How the external Kafka is reached.')
@allowed([
  'Plaintext'
  'SaslPlaintext'
  'SaslSsl'
  'Ssl'
])
param kafkaProtocol string

@description('How clients of the external Kafka sign in; counts with a Sasl protocol.')
@allowed([
  'Plain'
  'ScramSha256'
  'ScramSha512'
])
param kafkaAuthentication string

@description('User of the external Kafka.')
param kafkaUsername string = ''

@description('Password of that user; kept in the vault.')
@secure()
param kafkaPassword string = ''

@description('Name of a secret in the vault with Npgsql\'s connection string, where the app shall store outputs. Empty stores none.')
@maxLength(127)
param postgresVaultEntry string = ''

@description('Tier of the Durable Task Scheduler.')
@allowed([
  'Consumption'
  'Dedicated'
])
param schedulerTier string

@description('Capacity units of a Dedicated scheduler.')
@minValue(1)
@maxValue(3)
param schedulerCapacity int

@description('Always-ready instances of each Kafka function; 0 is a choice with a risk, see docs/deployment.md.')
@minValue(0)
@maxValue(32)
param alwaysReady int

@description('Most instances of a function.')
@minValue(1)
@maxValue(1000)
param maximumInstances int

@description('Memory of an instance in MB: 512, 2048 or 4096.')
@minValue(512)
@maxValue(4096)
param instanceMemoryMB int

@description('HTTP requests that an instance takes at a time.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int

@description('Whether storage, broker, scheduler and vault are reached by private endpoints only.')
param isPrivate bool

@description('Address range of the private network, /16 to /23.')
@minLength(9)
param addressPrefix string

@description('IPv4 addresses that reach a private model store from outside, for uploading models.')
param allowedAddresses string[] = []

@description('Whether instances and storage spread over zones; the region must have them.')
param zoneRedundant bool

@description('Whether this is production: locks against deletion, purge protection of the vault.')
param isProduction bool

@description('Days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('Most gigabytes of telemetry a day; -1 sets no limit.')
@minValue(-1)
@maxValue(4000)
param logDailyQuotaGb int

@description('Object id of whoever deploys: uploads models, reads the scheduler\'s dashboard. Empty assigns nothing.')
param deployerPrincipalId string = ''

@description('What the deployer is.')
@allowed([
  'Group'
  'ServicePrincipal'
  'User'
])
param deployerPrincipalType string

@description('Addresses that budget and alerts are sent to.')
param emails string[] = []

@description('Seconds that a shard\'s watermark may lie behind while events come in, before somebody is told.')
@minValue(60)
param freshnessSeconds int

@description('Dead letters, in percent of the events taken in, above which somebody is told.')
@minValue(1)
@maxValue(100)
param deadLetterPercent int

@description('Failed batches, in percent of all, above which somebody is told.')
@minValue(1)
@maxValue(100)
param errorPercent int

@description('Budget of the resource group a month, in the subscription\'s currency; 0 sets none.')
@minValue(0)
param budgetAmount int

@description('First day of the month in which the budget was created, as yyyy-MM-dd. Empty sets no budget.')
@maxLength(10)
param budgetStart string = ''

var token = uniqueString(subscription().id, environmentName, location)
var allTags = union(tags, { 'azd-env-name': environmentName })
var usesEventHubs = empty(kafkaBrokers)
var protocol = usesEventHubs ? 'SaslSsl' : kafkaProtocol
var signsIn = startsWith(protocol, 'Sasl')
var secretName = 'kafka-trigger'
var clientsSecretName = 'kafka-clients'
var containers = { packages: 'packages', checkpoints: 'checkpoints', models: 'models', backfill: 'backfill' }

// The functions that are left once the app has removed what the pipeline lacks.
var cleanseFunctions = map(range(1, length(sourceTopics)), number => 'Cleanse${number}')
var windowFunctions = map(range(1, length(windowTopics)), number => 'Window${number}')
var sinkFunctions = empty(postgresVaultEntry) ? [] : ['Sink1', 'Sink2']
var kafkaFunctions = concat(cleanseFunctions, windowFunctions, ['Score'], sinkFunctions)

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-${environmentName}-${token}'
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${token}'
    componentName: 'appi-${token}'
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
    appPrincipalId: identity.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (isPrivate) {
  scope: group
  params: {
    name: 'vnet-${token}'
    location: location
    tags: allTags
    addressPrefix: addressPrefix
  }
}

module hostStorage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'sthost${token}'
    location: location
    tags: allTags
    containers: [
      containers.packages
      containers.checkpoints
      containers.backfill
    ]
    // Segments are written once and collected by the app: versions would keep what it collects.
    versioning: false
    keepDeletedDays: 7
    zoneRedundant: zoneRedundant
    isPrivate: isPrivate
    // The package is pushed to the app, not to the account.
    allowedAddresses: []
    locked: isProduction
    workspaceId: monitoring.outputs.workspaceId
  }
}

module modelStorage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'stmodel${token}'
    location: location
    tags: allTags
    containers: [
      containers.models
    ]
    versioning: true
    keepDeletedDays: 30
    zoneRedundant: zoneRedundant
    isPrivate: isPrivate
    allowedAddresses: allowedAddresses
    locked: isProduction
    workspaceId: monitoring.outputs.workspaceId
  }
}

module storageRoles 'modules/storage-roles.bicep' = {
  scope: group
  params: {
    hostAccountName: hostStorage.outputs.name
    modelAccountName: modelStorage.outputs.name
    modelContainer: containers.models
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: deployerPrincipalId
    deployerPrincipalType: deployerPrincipalType
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: allTags
    isPrivate: isPrivate
    purgeProtected: isProduction
    appPrincipalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module eventHubs 'modules/event-hubs.bicep' = if (usesEventHubs) {
  scope: group
  params: {
    name: 'evhns-${token}'
    location: location
    tags: allTags
    tier: eventHubsTier
    capacity: eventHubsCapacity
    maximumCapacity: eventHubsMaximumCapacity
    sourceTopics: sourceTopics
    sourcePartitions: sourcePartitions
    pipelineTopics: concat(windowTopics, [scoreTopic], outputTopics)
    shards: shards
    retentionHours: retentionHours
    isPrivate: isPrivate
    locked: isProduction
    appPrincipalId: identity.outputs.principalId
    vaultName: vault.outputs.name
    secretName: secretName
    clientsUseKey: clientsUseKey
    clientsSecretName: clientsSecretName
    workspaceId: monitoring.outputs.workspaceId
  }
}

module kafkaSecret 'modules/kafka-secret.bicep' = if (!usesEventHubs && signsIn) {
  scope: group
  params: {
    vaultName: vault.outputs.name
    secretName: secretName
    tags: allTags
    kafkaPassword: kafkaPassword
  }
}

module scheduler 'modules/scheduler.bicep' = {
  scope: group
  params: {
    name: 'dts-${token}'
    hubName: 'pipeline'
    location: location
    tags: allTags
    tier: schedulerTier
    capacity: schedulerCapacity
    isPrivate: isPrivate
    locked: isProduction
    appPrincipalId: identity.outputs.principalId
    deployerPrincipalId: deployerPrincipalId
    deployerPrincipalType: deployerPrincipalType
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (isPrivate) {
  scope: group
  params: {
    location: location
    tags: allTags
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointsSubnetId
    targets: concat([
      {
        name: 'pe-host-blob-${token}'
        id: hostStorage.outputs.id
        group: 'blob'
        zone: 'privatelink.blob.${environment().suffixes.storage}'
      }
      {
        name: 'pe-host-queue-${token}'
        id: hostStorage.outputs.id
        group: 'queue'
        zone: 'privatelink.queue.${environment().suffixes.storage}'
      }
      {
        name: 'pe-host-table-${token}'
        id: hostStorage.outputs.id
        group: 'table'
        zone: 'privatelink.table.${environment().suffixes.storage}'
      }
      {
        name: 'pe-models-${token}'
        id: modelStorage.outputs.id
        group: 'blob'
        zone: 'privatelink.blob.${environment().suffixes.storage}'
      }
      {
        name: 'pe-vault-${token}'
        id: vault.outputs.id
        group: 'vault'
        zone: 'privatelink.vaultcore.azure.net'
      }
      {
        name: 'pe-scheduler-${token}'
        id: scheduler.outputs.id
        group: 'scheduler'
        zone: 'privatelink.durabletask.io'
      }
    ], usesEventHubs ? [
      {
        name: 'pe-broker-${token}'
        id: eventHubs!.outputs.id
        group: 'namespace'
        zone: 'privatelink.servicebus.windows.net'
      }
    ] : [])
  }
}

var topicSettings = union(
  toObject(range(0, length(sourceTopics)), index => 'SourceTopic${index + 1}', index => sourceTopics[index]),
  toObject(range(0, length(windowTopics)), index => 'WindowTopic${index + 1}', index => windowTopics[index]))

var sinkSettings = empty(postgresVaultEntry) ? {} : {
  SinkTopic1: '${pipeline}.predictions'
  SinkTopic2: '${pipeline}.events'
  POSTGRES__ConnectionString: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/${postgresVaultEntry})'
}

module app 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: 'func-${environmentName}-${token}'
    planName: 'plan-${token}'
    location: location
    tags: allTags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    packageContainerUrl: '${hostStorage.outputs.blobEndpoint}${containers.packages}'
    kafkaFunctions: kafkaFunctions
    alwaysReady: alwaysReady
    maximumInstances: maximumInstances
    instanceMemoryMB: instanceMemoryMB
    httpConcurrency: httpConcurrency
    zoneRedundant: zoneRedundant
    subnetId: isPrivate ? network!.outputs.functionsSubnetId : ''
    workspaceId: monitoring.outputs.workspaceId
    settings: union(topicSettings, sinkSettings, {
      AzureWebJobsStorage__blobServiceUri: hostStorage.outputs.blobEndpoint
      AzureWebJobsStorage__queueServiceUri: hostStorage.outputs.queueEndpoint
      AzureWebJobsStorage__tableServiceUri: hostStorage.outputs.tableEndpoint
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.telemetryAddress
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${scheduler.outputs.endpoint};Authentication=ManagedIdentity;ClientID=${identity.outputs.clientId}'
      TASKHUB_NAME: scheduler.outputs.hubName
      Profile: usesEventHubs ? 'eventhubs' : 'kafka'
      HubBudget: string(eventHubsTier == 'Premium' ? min(1000, 100 * eventHubsCapacity) : 10)
      ClientsUseIdentity: usesEventHubs && !clientsUseKey ? 'true' : 'false'
      Pipeline: pipeline
      BrokerList: usesEventHubs ? eventHubs!.outputs.brokers : kafkaBrokers
      ConsumerGroup: consumerGroup
      ScoreTopic: scoreTopic
      LagThreshold: string(lagThreshold)
      KafkaProtocol: protocol
      Artifacts: modelStorage.outputs.blobEndpoint
      ArtifactsContainer: containers.models
      Checkpoints: hostStorage.outputs.blobEndpoint
      CheckpointsContainer: containers.checkpoints
      BackfillContainer: containers.backfill
      DeployRevision: string(deployRevision)
      AcceptLoss: acceptLoss ? 'true' : 'false'
    }, signsIn ? {
      KafkaAuthentication: usesEventHubs ? 'Plain' : kafkaAuthentication
      KafkaUsername: usesEventHubs ? '$ConnectionString' : kafkaUsername
      KafkaPassword: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/${secretName})'
    } : {}, usesEventHubs && clientsUseKey ? {
      // Wins over the trigger's password, in our own clients only.
      KAFKA__SaslPassword: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/${clientsSecretName})'
    } : {})
  }
  dependsOn: [
    kafkaSecret
    privateEndpoints
    storageRoles
  ]
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    title: '${pipeline} (${environmentName})'
    location: location
    tags: allTags
    componentId: monitoring.outputs.componentId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = if (!empty(emails)) {
  scope: group
  params: {
    prefix: environmentName
    location: location
    tags: allTags
    componentId: monitoring.outputs.componentId
    emails: emails
    freshnessSeconds: freshnessSeconds
    // A tenth of what the log keeps.
    checkpointSeconds: retentionHours * 360
    deadLetterPercent: deadLetterPercent
    errorPercent: errorPercent
  }
}

module budget 'modules/budget.bicep' = if (budgetAmount > 0 && !empty(budgetStart) && !empty(emails)) {
  scope: group
  params: {
    name: 'budget-${environmentName}'
    amount: budgetAmount
    start: budgetStart
    emails: emails
  }
}

@description('Region of all resources.')
output AZURE_LOCATION string = location

@description('Resource group of the pipeline.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the Functions app: azd deploys to it.')
output SERVICE_PIPELINE_NAME string = app.outputs.name

@description('Address of the Functions app.')
output SERVICE_PIPELINE_URI string = 'https://${app.outputs.hostName}'

@description('Address of the model store, for ./serverless models --artifacts.')
output MODELS_ENDPOINT string = modelStorage.outputs.blobEndpoint

@description('Container of the model store.')
output MODELS_CONTAINER string = containers.models

@description('Kafka endpoint, as host:port.')
output KAFKA_BROKERS string = usesEventHubs ? eventHubs!.outputs.brokers : kafkaBrokers

@description('Key Vault, by name.')
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
