using Kluis;

return await CommandLine.RunAsync(args);
