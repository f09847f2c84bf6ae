metadata description = 'Event Hubs as Kafka: a hub per topic, a Listen-only key for the trigger, and a key or roles for the app\'s own clients.'

@description('Name of the namespace, unique in Azure.')
@minLength(6)
@maxLength(50)
param name string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Tier. Standard holds 10 hubs of at most 32 partitions, Premium 100 hubs of at most 100.')
@allowed([
  'Premium'
  'Standard'
])
param tier string

@description('Throughput units of Standard (1 MB/s or 1,000 events/s in), processing units of Premium.')
@minValue(1)
@maxValue(40)
param capacity int

@description('Most throughput units that Standard inflates to by itself; not above capacity switches that off.')
@minValue(0)
@maxValue(40)
param maximumCapacity int

@description('Topics that sources write; a hub each.')
@minLength(1)
param sourceTopics string[]

@description('Partitions of a source topic.')
@minValue(1)
@maxValue(100)
param sourcePartitions int

@description('Keyed and output topics of the pipeline; a hub each.')
@minLength(1)
param pipelineTopics string[]

@description('Shards: partitions of every keyed and output topic, as the pipeline\'s class pins them.')
@minValue(1)
@maxValue(32)
param shards int

@description('Hours that records are kept; Standard allows 168.')
@minValue(1)
@maxValue(2160)
param retentionHours int

@description('Whether the namespace is reached by private endpoints only.')
param isPrivate bool

@description('Whether a lock keeps the namespace from being deleted.')
param locked bool

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Name of the vault that gets the trigger\'s connection string.')
param vaultName string

@description('Name of the trigger\'s secret in the vault.')
param secretName string

@description('Whether the app\'s own clients sign in with a key of their own (Listen, Send) instead of roles of the identity.')
param clientsUseKey bool

@description('Name of the clients\' secret in the vault; used with a key only.')
param clientsSecretName string

@description('Resource id of the workspace that gets the diagnostic log.')
param workspaceId string

var roles = loadJsonContent('../roles.json')
var mostHubs = tier == 'Premium' ? 100 : 10
var mostPartitions = tier == 'Premium' ? 100 : 32
var mostHours = tier == 'Premium' ? 2160 : 168
var sources = map(sourceTopics, topic => { name: topic, partitions: sourcePartitions })
var owned = map(pipelineTopics, topic => { name: topic, partitions: shards })
var wanted = concat(sources, owned)

// Refused before anything is created: the service would create the first ten hubs and then fail.
var hubs = length(wanted) <= mostHubs
  ? wanted
  : fail('The pipeline has ${length(wanted)} topics, and ${tier} holds ${mostHubs} hubs: set EVENT_HUBS_TIER=Premium or name fewer topics.')
var hours = retentionHours <= mostHours
  ? retentionHours
  : fail('RETENTION_HOURS is ${retentionHours}, and ${tier} keeps records for at most ${mostHours} hours.')

resource namespace 'Microsoft.EventHub/namespaces@2026-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: tier
    tier: tier
    capacity: capacity
  }
  properties: {
    minimumTlsVersion: '1.2'
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    // The Kafka trigger signs in with a key: see the rule below.
    disableLocalAuth: false
    isAutoInflateEnabled: tier == 'Standard' && maximumCapacity > capacity
    maximumThroughputUnits: tier == 'Standard' && maximumCapacity > capacity ? maximumCapacity : 0
  }
}

resource topics 'Microsoft.EventHub/namespaces/eventhubs@2026-01-01' = [for hub in hubs: {
  parent: namespace
  name: hub.name
  properties: {
    partitionCount: hub.partitions <= mostPartitions
      ? hub.partitions
      : fail('${hub.name} has ${hub.partitions} partitions, and ${tier} allows ${mostPartitions}.')
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: hours
    }
  }
}]

resource triggerRule 'Microsoft.EventHub/namespaces/authorizationRules@2026-01-01' = {
  parent: namespace
  name: 'kafka-trigger'
  properties: {
    rights: [
      'Listen'
    ]
  }
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource triggerSecret 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: secretName
  tags: tags
  properties: {
    contentType: 'Connection string of Event Hubs, Listen only, for the Kafka trigger'
    value: triggerRule.listKeys().primaryConnectionString
  }
}

resource clientsRule 'Microsoft.EventHub/namespaces/authorizationRules@2026-01-01' = if (clientsUseKey) {
  parent: namespace
  name: 'kafka-clients'
  properties: {
    rights: [
      'Listen'
      'Send'
    ]
  }
}

resource clientsSecret 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = if (clientsUseKey) {
  parent: vault
  name: clientsSecretName
  tags: tags
  properties: {
    contentType: 'Connection string of Event Hubs, Listen and Send, for the app\'s own clients'
    value: clientsRule!.listKeys().primaryConnectionString
  }
}

resource appReceives 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!clientsUseKey) {
  name: guid(namespace.id, appPrincipalId, roles.eventHubsDataReceiver)
  scope: namespace
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.eventHubsDataReceiver)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: 'The app\'s own reader fills holes, recovers shards and looks up the last ids of its outputs.'
  }
}

resource appSends 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!clientsUseKey) {
  name: guid(namespace.id, appPrincipalId, roles.eventHubsDataSender)
  scope: namespace
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.eventHubsDataSender)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: 'The app\'s own producer appends to keyed topics and publishes outputs and dead letters.'
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'keep'
  scope: namespace
  properties: {
    level: 'CanNotDelete'
    notes: 'The log is the truth of the pipeline.'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

@description('Resource id of the namespace.')
output id string = namespace.id

@description('The Kafka endpoint, as host:port.')
output brokers string = '${split(split(namespace.properties.serviceBusEndpoint, '/')[2], ':')[0]}:9093'
