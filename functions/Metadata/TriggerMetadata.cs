using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Serverless.Functions;

/// <summary>
/// Writes what an attribute can't take from a setting (lag threshold, protocol, authentication) into the Kafka triggers, and removes the functions
/// that the pipeline lacks, before the host indexes them: one build runs against a plain broker and against Event Hubs.
/// </summary>
internal sealed class TriggerMetadata(FunctionsSettings settings, FunctionRoles roles) : IFunctionMetadataTransformer
{
    /// <inheritdoc/>
    public string Name => nameof(TriggerMetadata);

    /// <inheritdoc/>
    public void Transform(IList<IFunctionMetadata> original)
    {
        for (var index = original.Count - 1; index >= 0; index--)
        {
            if (original[index].Name is { } name && roles.IsIdle(name))
                original.RemoveAt(index);
            else if (original[index].RawBindings is { } bindings)
                Rewrite(bindings);
        }
    }

    private void Rewrite(IList<string> bindings)
    {
        for (var index = 0; index < bindings.Count; index++)
        {
            if (JsonNode.Parse(bindings[index]) is JsonObject binding && (string?)binding["type"] == "kafkaTrigger")
            {
                Write(binding);
                bindings[index] = binding.ToJsonString();
            }
        }
    }

    private void Write(JsonObject binding)
    {
        binding["lagThreshold"] = settings.LagThreshold;
        binding["protocol"] = settings.Protocol.ToString();
        if (settings.Authentication == BrokerAuthenticationMode.NotSet)
            return;
        binding["authenticationMode"] = settings.Authentication.ToString();

        // Names of settings, not their values: metadata shows up in logs and portals.
        binding["username"] = $"%{KafkaSecurity.UsernameSetting}%";
        binding["password"] = $"%{KafkaSecurity.PasswordSetting}%";
    }
}
