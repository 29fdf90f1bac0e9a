using Kluis;

NoDumps.Set();
return await CommandLine.RunAsync(args);
