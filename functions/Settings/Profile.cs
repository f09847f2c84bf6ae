namespace Serverless.Functions;

/// <summary>What kind of broker the app runs against.</summary>
internal enum Profile
{
    /// <summary>One machine: a broker and Azurite without credentials.</summary>
    Local,

    /// <summary>Any Kafka.</summary>
    Kafka,

    /// <summary>Azure Event Hubs by its Kafka endpoint.</summary>
    EventHubs,
}
