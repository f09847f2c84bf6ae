metadata description = 'The Functions app of one pipeline on Flex Consumption: each Kafka function scales alone, all entities as one group.'

@description('Name of the app, unique in Azure.')
@minLength(2)
@maxLength(60)
param name string

@description('Name of the plan; a Flex Consumption plan holds one app.')
@minLength(1)
@maxLength(60)
param planName string

@description('Azure region; it must offer Flex Consumption.')
param location string

@description('Tags of every resource.')
param tags object

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Address of the container that the package is deployed to.')
param packageContainerUrl string

@description('Settings of the app; those of the platform are added here.')
param settings object

@description('The Kafka functions that the pipeline has: each is always ready on its own.')
@minLength(1)
param kafkaFunctions string[]

@description('Instances of each Kafka function that are always ready. 0 scales to zero, with the risk that an error in the platform\'s scaler counts as no lag.')
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

@description('Whether instances spread over zones.')
param zoneRedundant bool

@description('Resource id of the subnet that the app reaches private endpoints from; empty joins no network.')
param subnetId string

@description('Resource id of the workspace that gets the platform\'s metrics.')
param workspaceId string

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'pipeline' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    outboundVnetRouting: empty(subnetId) ? null : {
      allTraffic: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReady == 0 ? [] : map(kafkaFunctions, function => {
          name: 'function:${function}'
          instanceCount: alwaysReady
        })
        triggers: {
          http: {
            perInstanceConcurrency: httpConcurrency
          }
        }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      appSettings: map(items(union(settings, {
        // The identity that our own clients and the host sign in with. FUNCTIONS_WORKER_RUNTIME must not be set on this plan.
        AZURE_CLIENT_ID: identityClientId
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identityClientId
      })), setting => {
        name: setting.key
        value: setting.value
      })
    }
  }
}

resource publishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

@description('Name of the app.')
output name string = app.name

@description('Resource id of the app.')
output id string = app.id

@description('Host name of the app.')
output hostName string = app.properties.defaultHostName
