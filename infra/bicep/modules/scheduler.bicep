metadata description = 'Durable Task Scheduler with one task hub: the entities of the shards live here.'

@description('Name of the scheduler.')
@minLength(3)
@maxLength(64)
param name string

@description('Name of the task hub.')
@minLength(3)
@maxLength(64)
param hubName string

@description('Azure region; it must offer the scheduler.')
param location string

@description('Tags of every resource.')
param tags object

@description('Dedicated has capacity units of 2,000 actions/s; Consumption takes 500 actions/s and has none.')
@allowed([
  'Consumption'
  'Dedicated'
])
param tier string

@description('Capacity units of a Dedicated scheduler.')
@minValue(1)
@maxValue(3)
param capacity int

@description('Whether the scheduler is reached by private endpoints only.')
param isPrivate bool

@description('Whether a lock keeps the scheduler from being deleted.')
param locked bool

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of whoever reads the dashboard; empty assigns nothing.')
param deployerPrincipalId string

@description('What that reader is.')
@allowed([
  'Group'
  'ServicePrincipal'
  'User'
])
param deployerPrincipalType string

var roles = loadJsonContent('../roles.json')

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    // An empty list denies all. Access needs a role in any case.
    ipAllowlist: isPrivate ? [] : [
      '0.0.0.0/0'
    ]
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    sku: tier == 'Dedicated' ? {
      name: 'Dedicated'
      capacity: capacity
    } : {
      name: 'Consumption'
    }
  }
}

resource hub 'Microsoft.DurableTask/schedulers/taskHubs@2026-02-01' = {
  parent: scheduler
  name: hubName
}

resource appEntities 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hub.id, appPrincipalId, roles.durableTaskDataContributor)
  scope: hub
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.durableTaskDataContributor)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: 'The app signals and reads the entities that hold checkpoints, and runs them.'
  }
}

resource deployerDashboard 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerPrincipalId)) {
  name: guid(hub.id, deployerPrincipalId, roles.durableTaskDataReader)
  scope: hub
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.durableTaskDataReader)
    principalId: deployerPrincipalId
    principalType: deployerPrincipalType
    description: 'Whoever deploys reads the state of the shards in the dashboard.'
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'keep'
  scope: scheduler
  properties: {
    level: 'CanNotDelete'
    notes: 'The checkpoints of the pipeline lie here.'
  }
}

@description('Resource id of the scheduler.')
output id string = scheduler.id

@description('Address of the scheduler.')
output endpoint string = scheduler.properties.endpoint

@description('Name of the task hub.')
output hubName string = hub.name
