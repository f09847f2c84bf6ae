metadata description = 'What wakes somebody: a rule per way in which a pipeline fails, each with its run book under docs/runbooks.'

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Prefix of the rules\' names.')
@minLength(1)
@maxLength(64)
param prefix string

@description('Resource id of the Application Insights component.')
param componentId string

@description('Who is told.')
@minLength(1)
param emails string[]

@description('Seconds that a shard\'s watermark may lie behind the wall clock while events come in.')
@minValue(60)
param freshnessSeconds int

@description('Seconds that a checkpoint may be old: far less than the log is kept.')
@minValue(300)
param checkpointSeconds int

@description('Dead letters in percent of the events taken in.')
@minValue(1)
@maxValue(100)
param deadLetterPercent int

@description('Failed batches in percent of all.')
@minValue(1)
@maxValue(100)
param errorPercent int

// Every query gives a row per finding and none when all is well: a rule fires on any row.
var rules = [
  {
    name: 'lag-growing'
    title: 'The lag of a source has grown for a quarter of an hour'
    severity: 2
    window: 'PT30M'
    query: '''
customMetrics
| where name == 'kafka.consumer_group.lag'
| summarize lag = avg(value) by topic = tostring(customDimensions['messaging.destination.name']), partition = tostring(customDimensions['messaging.destination.partition.id']), time = bin(timestamp, 5m)
| summarize lag = sum(lag) by topic, time
| sort by topic asc, time asc
| extend grown = prev(topic) == topic and lag > prev(lag) + 100
| summarize times = countif(grown) by topic
| where times >= 3
'''
  }
  {
    name: 'freshness'
    title: 'Events come in, and a watermark lies far behind'
    severity: 2
    window: 'PT15M'
    query: format('''
let taken = toscalar(customMetrics | where name == 'messaging.client.consumed.messages' | summarize sum(valueSum));
customMetrics
| where name == 'serverless.watermark.lag'
| summarize least = min(value) by topic = tostring(customDimensions['messaging.destination.name']), partition = tostring(customDimensions['messaging.destination.partition.id'])
| where least > {0} and taken > 0
''', freshnessSeconds)
  }
  {
    name: 'checkpoint-age'
    title: 'A checkpoint is so old that the log may not reach back to it for long'
    severity: 1
    window: 'PT15M'
    query: format('''
customMetrics
| where name == 'serverless.checkpoint.age'
| summarize least = min(value) by topic = tostring(customDimensions['messaging.destination.name']), partition = tostring(customDimensions['messaging.destination.partition.id'])
| where least > {0}
''', checkpointSeconds)
  }
  {
    name: 'loss'
    title: 'The log has deleted records before they were processed'
    severity: 0
    window: 'PT15M'
    query: '''
customMetrics
| where name == 'serverless.loss'
| summarize lost = sum(valueSum) by partition = tostring(customDimensions['serverless.partition'])
| where lost > 0
'''
  }
  {
    name: 'dead-letters'
    title: 'Too many records become dead letters'
    severity: 2
    window: 'PT15M'
    query: format('''
customMetrics
| where name in ('serverless.dead_letters', 'messaging.client.consumed.messages')
| summarize dead = sumif(valueSum, name == 'serverless.dead_letters'), taken = sumif(valueSum, name == 'messaging.client.consumed.messages')
| where taken > 0 and 100.0 * dead / taken > {0}
''', deadLetterPercent)
  }
  {
    name: 'refused-model'
    title: 'A model version was refused; the one before it stays in force'
    severity: 2
    window: 'PT15M'
    query: '''
customMetrics
| where name == 'serverless.model.refusals'
| summarize refused = sum(valueSum) by model = tostring(customDimensions['serverless.model.name'])
| where refused > 0
'''
  }
  {
    name: 'stuck-entity'
    title: 'A durable entity took nothing for minutes and was left for a new one'
    severity: 3
    window: 'PT15M'
    query: '''
customMetrics
| where name == 'serverless.checkpoint.generations'
| summarize entities = sum(valueSum) by topic = tostring(customDimensions['messaging.destination.name']), partition = tostring(customDimensions['messaging.destination.partition.id'])
| where entities > 0
'''
  }
  {
    name: 'no-output'
    title: 'Clean events come in, and no prediction goes out'
    severity: 1
    window: 'PT15M'
    query: '''
customMetrics
| where name in ('serverless.clean', 'serverless.predictions')
| summarize events = sumif(valueSum, name == 'serverless.clean'), predictions = sumif(valueSum, name == 'serverless.predictions')
| where events > 0 and predictions == 0
'''
  }
  {
    name: 'error-rate'
    title: 'Too many batches fail'
    severity: 2
    window: 'PT15M'
    query: format('''
customMetrics
| where name == 'messaging.process.duration'
| summarize failed = sumif(valueCount, isnotempty(customDimensions['error.type'])), batches = sum(valueCount) by topic = tostring(customDimensions['messaging.destination.name'])
| where batches > 0 and 100.0 * failed / batches > {0}
''', errorPercent)
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${prefix}-on-call'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'on-call'
    emailReceivers: map(emails, email => {
      name: email
      emailAddress: email
      useCommonAlertSchema: true
    })
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [for rule in rules: {
  name: '${prefix}-${rule.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: '${prefix}: ${rule.title}'
    description: 'What to do: docs/runbooks/${rule.name}.md'
    severity: rule.severity
    enabled: true
    scopes: [
      componentId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: rule.window
    criteria: {
      allOf: [
        {
          query: rule.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    // The first deployment has no telemetry yet to check a query against.
    skipQueryValidation: true
    actions: {
      actionGroups: [
        people.id
      ]
      customProperties: {
        runbook: 'docs/runbooks/${rule.name}.md'
      }
    }
  }
}]
