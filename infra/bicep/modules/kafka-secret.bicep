metadata description = 'The password of an external Kafka, kept in the vault.'

@description('Name of the vault.')
param vaultName string

@description('Name of the secret in the vault.')
param secretName string

@description('Tags of every resource.')
param tags object

@description('What clients sign in with.')
@secure()
param kafkaPassword string

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2026-02-01' = {
  parent: vault
  name: secretName
  tags: tags
  properties: {
    contentType: 'Password of the Kafka user'
    value: kafkaPassword
  }
}
