using System.CommandLine;

namespace Kluis;

/// <summary>All verbs of the program. Exit codes: 0 yes; 1 usage or bug; 2 the answer is no; 3 fault.</summary>
static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var data = new Option<string?>("--data") { Description = "Data folder; else KLUIS_DATA, else ./data" };
        var root = new RootCommand("Kluis, the vault for customer contact");
        root.Add(ServeVerb.Make(data));
        root.Add(DemoVerb.Make(data));
        root.Add(ImportVerb.Make(data));
        root.Add(EventsVerb.Make(data));
        root.Add(VerifyVerb.Make(data));
        root.Add(LogVerb.Make(data));
        root.Add(SetUpVerb.Make(data));
        root.Add(UserVerb.Make(data));
        root.Add(TokenVerb.Make(data));
        root.Add(SignerVerb.Make(data));
        root.Add(KeyVerb.Make(data));
        root.Add(ClockVerb.Make(data));
        root.Add(DoctorVerb.Make(data));
        return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = Loops.StopLongest });
    }
}
