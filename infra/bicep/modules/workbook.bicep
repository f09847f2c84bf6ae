metadata description = 'The workbook of the pipeline: flow, time, models, cost.'

@description('Title of the workbook.')
@minLength(1)
param title string

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Resource id of the Application Insights component that it reads.')
param componentId string

@description('Resource id of the workspace, for the metrics of the platform.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  // A workbook's name is a GUID.
  name: guid(componentId, 'pipeline')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: componentId
    version: 'Notebook/1.0'
    serializedData: replace(replace(loadTextContent('../workbook.json'), '{component}', componentId), '{workspace}', workspaceId)
  }
}
