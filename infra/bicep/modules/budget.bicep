metadata description = 'A monthly budget of the resource group, with a warning at 80 % and one when the forecast passes it.'

@description('Name of the budget.')
@minLength(1)
@maxLength(63)
param name string

@description('Amount a month in the currency of the subscription.')
@minValue(1)
param amount int

@description('First day of the month in which the budget was created, as yyyy-MM-dd; it must stay what it was.')
@minLength(10)
@maxLength(10)
param start string

@description('Who is told.')
@minLength(1)
param emails string[]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: start
    }
    notifications: {
      spent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: emails
      }
      forecast: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: emails
      }
    }
  }
}
