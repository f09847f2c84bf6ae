metadata description = 'Who may do what with the two storage accounts.'

@description('Name of the account of the host: leases, packages, checkpoints.')
param hostAccountName string

@description('Name of the account of the models.')
param modelAccountName string

@description('Name of the container of the models.')
param modelContainer string

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of whoever deploys and uploads models; empty assigns nothing.')
param deployerPrincipalId string

@description('What the deployer is.')
@allowed([
  'Group'
  'ServicePrincipal'
  'User'
])
param deployerPrincipalType string

var roles = loadJsonContent('../roles.json')

resource hostAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: hostAccountName
}

resource modelAccount 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: modelAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource models 'containers' existing = {
      name: modelContainer
    }
  }
}

resource hostBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hostAccount.id, appPrincipalId, roles.storageBlobDataOwner)
  scope: hostAccount
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: 'The host leases blobs for timers and function keys and reads the package; the app writes segments of checkpoints.'
  }
}

resource hostTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hostAccount.id, appPrincipalId, roles.storageTableDataContributor)
  scope: hostAccount
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageTableDataContributor)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: 'The host writes its diagnostic events into a table.'
  }
}

resource appModels 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(modelAccount::blobs::models.id, appPrincipalId, roles.storageBlobDataContributor)
  scope: modelAccount::blobs::models
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    description: 'The app reads model versions and writes which one is in force.'
  }
}

resource deployerModels 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerPrincipalId)) {
  name: guid(modelAccount::blobs::models.id, deployerPrincipalId, roles.storageBlobDataContributor)
  scope: modelAccount::blobs::models
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
    principalId: deployerPrincipalId
    principalType: deployerPrincipalType
    description: 'Whoever deploys uploads the first model version and activates it.'
  }
}
