using Kluis.Bench;

return await BenchRun.RunAsync(args);
