metadata description = 'The one identity of the pipeline: the app signs in to storage, scheduler, broker, vault and monitor with it.'

@description('Name of the user-assigned identity.')
@minLength(3)
@maxLength(128)
param name string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id: what the app is assigned.')
output id string = identity.id

@description('Client id: what the app signs in with.')
output clientId string = identity.properties.clientId

@description('Object id: what roles are assigned to.')
output principalId string = identity.properties.principalId
