using System.CommandLine;

var root = new RootCommand("Real-time inference on event streams: one pipeline class, run locally or in Azure Functions.");
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
