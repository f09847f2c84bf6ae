metadata description = 'Private endpoints and the private DNS zones in which their names resolve.'

@description('What an endpoint reaches.')
type endpointTarget = {
  @description('Name of the endpoint.')
  name: string

  @description('Resource id of the service.')
  id: string

  @description('Group of the service: blob, table, namespace, vault, scheduler.')
  group: string

  @description('Private DNS zone.')
  zone: string
}

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Resource id of the network.')
param networkId string

@description('Resource id of the subnet that the endpoints lie in.')
param subnetId string

@description('What to reach.')
@minLength(1)
param targets endpointTarget[]

var zoneNames = union(map(targets, target => target.zone), [])

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [for zone in zoneNames: {
  name: zone
  location: 'global'
  tags: tags
}]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [for (zone, index) in zoneNames: {
  parent: zones[index]
  name: 'network'
  location: 'global'
  tags: tags
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: networkId
    }
  }
}]

resource endpoints 'Microsoft.Network/privateEndpoints@2025-07-01' = [for target in targets: {
  name: target.name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: subnetId
    }
    privateLinkServiceConnections: [
      {
        name: target.name
        properties: {
          privateLinkServiceId: target.id
          groupIds: [
            target.group
          ]
        }
      }
    ]
  }
}]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-07-01' = [for (target, index) in targets: {
  parent: endpoints[index]
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      {
        name: target.group
        properties: {
          privateDnsZoneId: zones[indexOf(zoneNames, target.zone)].id
        }
      }
    ]
  }
}]
