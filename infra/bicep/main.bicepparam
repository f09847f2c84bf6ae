using 'main.bicep'

// azd writes the environment's values before it reads this file; `azd env set NAME value` changes one.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'serverless')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param deployerPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param deployerPrincipalType = readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', 'User')

// The pipeline: what `./serverless explain` prints.
param pipeline = readEnvironmentVariable('PIPELINE', 'card-fraud')
param sourceTopics = split(readEnvironmentVariable('SOURCE_TOPICS', 'card.transactions,card.frauds'), ',')
param windowTopics = empty(readEnvironmentVariable('WINDOW_TOPICS', 'card-fraud.by-customer')) ? [] : split(readEnvironmentVariable('WINDOW_TOPICS', 'card-fraud.by-customer'), ',')
param scoreTopic = readEnvironmentVariable('SCORE_TOPIC', 'card-fraud.by-terminal')
param outputTopics = split(readEnvironmentVariable('OUTPUT_TOPICS', 'card-fraud.predictions,card.alerts,card-fraud.events,card-fraud.dead'), ',')
param sourcePartitions = int(readEnvironmentVariable('SOURCE_PARTITIONS', '8'))
param shards = int(readEnvironmentVariable('SHARDS', '8'))
param consumerGroup = readEnvironmentVariable('CONSUMER_GROUP', 'serverless')
param lagThreshold = int(readEnvironmentVariable('LAG_THRESHOLD', '1000'))
param deployRevision = int(readEnvironmentVariable('DEPLOY_REVISION', '1'))
param acceptLoss = bool(readEnvironmentVariable('ACCEPT_LOSS', 'false'))

// The broker.
param eventHubsTier = readEnvironmentVariable('EVENT_HUBS_TIER', 'Standard')
param eventHubsCapacity = int(readEnvironmentVariable('EVENT_HUBS_CAPACITY', '2'))
param eventHubsMaximumCapacity = int(readEnvironmentVariable('EVENT_HUBS_MAXIMUM_CAPACITY', '10'))
param clientsUseKey = bool(readEnvironmentVariable('CLIENTS_USE_KEY', 'false'))
param retentionHours = int(readEnvironmentVariable('RETENTION_HOURS', '168'))
param kafkaBrokers = readEnvironmentVariable('KAFKA_BROKERS_EXTERNAL', '')
param kafkaProtocol = readEnvironmentVariable('KAFKA_PROTOCOL', 'SaslSsl')
param kafkaAuthentication = readEnvironmentVariable('KAFKA_AUTHENTICATION', 'Plain')
param kafkaUsername = readEnvironmentVariable('KAFKA_USERNAME', '')
param kafkaPassword = readEnvironmentVariable('KAFKA_PASSWORD', '')
param postgresVaultEntry = readEnvironmentVariable('POSTGRES_VAULT_ENTRY', '')

// State and scale.
param schedulerTier = readEnvironmentVariable('SCHEDULER_TIER', 'Consumption')
param schedulerCapacity = int(readEnvironmentVariable('SCHEDULER_CAPACITY', '1'))
param alwaysReady = int(readEnvironmentVariable('ALWAYS_READY', '1'))
param maximumInstances = int(readEnvironmentVariable('MAXIMUM_INSTANCES', '100'))
param instanceMemoryMB = int(readEnvironmentVariable('INSTANCE_MEMORY_MB', '2048'))
param httpConcurrency = int(readEnvironmentVariable('HTTP_CONCURRENCY', '16'))

// Network, zones, production.
param isPrivate = bool(readEnvironmentVariable('PRIVATE_NETWORK', 'false'))
param addressPrefix = readEnvironmentVariable('ADDRESS_PREFIX', '10.10.0.0/16')
param allowedAddresses = empty(readEnvironmentVariable('ALLOWED_ADDRESSES', '')) ? [] : split(readEnvironmentVariable('ALLOWED_ADDRESSES', ''), ',')
param zoneRedundant = bool(readEnvironmentVariable('ZONE_REDUNDANT', 'false'))
param isProduction = bool(readEnvironmentVariable('PRODUCTION', 'false'))

// Telemetry and money.
param logRetentionDays = int(readEnvironmentVariable('LOG_RETENTION_DAYS', '30'))
param logDailyQuotaGb = int(readEnvironmentVariable('LOG_DAILY_QUOTA_GB', '5'))
param emails = empty(readEnvironmentVariable('ALERT_EMAILS', '')) ? [] : split(readEnvironmentVariable('ALERT_EMAILS', ''), ',')
param freshnessSeconds = int(readEnvironmentVariable('FRESHNESS_SECONDS', '300'))
param deadLetterPercent = int(readEnvironmentVariable('DEAD_LETTER_PERCENT', '2'))
param errorPercent = int(readEnvironmentVariable('ERROR_PERCENT', '10'))
param budgetAmount = int(readEnvironmentVariable('BUDGET_AMOUNT', '0'))
param budgetStart = readEnvironmentVariable('BUDGET_START', '')
