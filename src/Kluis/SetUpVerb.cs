using System.CommandLine;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Audit;

namespace Kluis;

/// <summary><c>kluis set-up</c>: what the first page in the browser does, on the host; for who installs by script.</summary>
static class SetUpVerb
{
    public static Command Make(Option<string?> data)
    {
        var organisation = new Option<string>("--organisation") { Description = "Name of the organisation", Required = true };
        var region = new Option<string>("--region") { Description = "Where data may be kept: " + string.Join(", ", Regions.All), DefaultValueFactory = _ => "EEA" };
        var officer = new Option<string>("--officer") { Description = "First privacy officer: \"Name <address>\"", Required = true };
        var administrator = new Option<string>("--administrator") { Description = "First administrator: \"Name <address>\"", Required = true };
        var verb = new Command("set-up", "Set a new vault up on the host, without the browser") { organisation, region, officer, administrator, data };
        verb.SetAction((parsed, stop) => Verbs.WithProductAsync(
            parsed.GetValue(data),
            product => RunAsync(
                product,
                new SetUpPlan(
                    parsed.GetValue(organisation)!, product.Settings.Country, parsed.GetValue(region)!,
                    UserVerb.PersonOf(parsed.GetValue(officer)!, Role.PrivacyOfficer), UserVerb.PersonOf(parsed.GetValue(administrator)!, Role.Administrator)),
                stop),
            stop,
            mayBegin: true));
        return verb;
    }

    static async Task<int> RunAsync(Product product, SetUpPlan plan, CancellationToken stop)
    {
        var problems = plan.Problems(product.Time.GetUtcNow()).Select(problem => $"--{problem.Field.Split('-')[0]}: {Web.WordList.All[problem.Text]["en"]}").ToArray();
        if (problems.Length > 0)
            return await Verbs.ComplainAsync(problems);
        await using var people = new AccountDesk(product);
        var done = await people.SetUps.CompleteAsync(Actor.Product("set-up"), secret: null, plan, recoveryPublic: null, stop);
        if (done is null)
        {
            await System.Console.Out.WriteLineAsync("no: this vault is set up already");
            return Verbs.No;
        }
        await System.Console.Out.WriteLineAsync(
            $"Set up. Give each person their own link; it works once and for a week:\n  {UserVerb.LinkOf(product.Settings, done.OfficerLink)}\n  {UserVerb.LinkOf(product.Settings, done.AdministratorLink)}\nNow make the recovery key: kluis key recovery");
        return Verbs.Yes;
    }
}
