using System.Security.Cryptography;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Keys;
using Kluis.Vault;
using Kluis.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>The first run: who we are, the recovery key on paper and proved, the first two people. Nothing is stored before the last step.</summary>
[OpenToAll("The secret that the program printed is what lets in, once; when the vault is set up, the page only says so.")]
sealed class SetUpPage(SetUps setUps, DeniedCounter denied, Installation installation, SealedState states, TimeProvider time, Words words) : PageModel
{
    /// <summary>How many groups of the paper are asked for: enough to know that it exists.</summary>
    const int Proofs = 3;

    const string Purpose = "set-up";

    sealed record Pending(string Secret, SetUpPlan Plan, string Printed, int[] Asked);

    public bool IsDone { get; private set; }

    public SetUpDone? Done { get; private set; }

    /// <summary>The private half of the recovery key, while it is shown.</summary>
    public string? Printed { get; private set; }

    public IReadOnlyList<int> Asked { get; private set; } = [];

    public string State { get; private set; } = "";

    public string? Secret { get; private set; }

    public string? Organisation { get; private set; }

    public string Country { get; private set; } = installation.Country;

    public string? Region { get; private set; } = Regions.All[1];

    public string? OfficerName { get; private set; }

    public string? OfficerEmail { get; private set; }

    public string? AdministratorName { get; private set; }

    public string? AdministratorEmail { get; private set; }

    public List<(string Field, string Text)> Errors { get; } = [];

    public string? ErrorOf(string field) => Errors.FirstOrDefault(error => error.Field == field).Text;

    public string LinkOf(string secret) => $"{Request.Scheme}://{Request.Host}/invitation/{secret}";

    public async Task OnGetAsync(CancellationToken stop) => IsDone = await setUps.IsDoneAsync(stop);

    public async Task<IActionResult> OnPostAsync(
        string? secret, string? organisation, string? country, string? region, string? officerName, string? officerEmail, string? administratorName, string? administratorEmail, CancellationToken stop)
    {
        (Secret, Organisation, Country, Region) = (secret, organisation, (country ?? "").ToUpperInvariant(), region);
        (OfficerName, OfficerEmail, AdministratorName, AdministratorEmail) = (officerName, officerEmail, administratorName, administratorEmail);
        if (!await setUps.IsGoodAsync(secret ?? "", stop))
        {
            denied.Count(GateApi.AddressOf(HttpContext));
            return Complain([("secret", words["set-up.secret-wrong"])]);
        }
        var plan = new SetUpPlan(
            organisation ?? "", Country, region ?? "", Person(officerName, officerEmail, Role.PrivacyOfficer), Person(administratorName, administratorEmail, Role.Administrator));
        var problems = plan.Problems(time.GetUtcNow()).Select(problem => (problem.Field, words[problem.Text])).ToList();
        if (problems.Count > 0)
            return Complain(problems);
        var (printed, _) = RecoveryKey.Generate();
        var asked = Enumerable.Range(0, printed.Split('-').Length).ToArray();
        RandomNumberGenerator.Shuffle(asked.AsSpan());
        return ShowPaper(new Pending(secret!, plan, printed, [.. asked.Take(Proofs).Order()]));
    }

    /// <summary>The paper is there: the groups that were asked for are on it. Now all of it is stored at once.</summary>
    public async Task<IActionResult> OnPostProveAsync(string? state, string[]? groups, CancellationToken stop)
    {
        if (states.Open<Pending>(Purpose, state) is not { } pending)
            return Complain([("secret", words["set-up.too-late"])]);
        var all = pending.Printed.Split('-');
        for (var i = 0; i < pending.Asked.Length; i++)
        {
            if (!string.Equals(groups?.ElementAtOrDefault(i)?.Trim(), all[pending.Asked[i]], StringComparison.OrdinalIgnoreCase))
                Errors.Add(("group" + i, words["set-up.group-wrong", pending.Asked[i] + 1]));
        }
        if (Errors.Count > 0)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return ShowPaper(pending);
        }
        Done = await setUps.CompleteAsync(new Actor("product:set-up", GateApi.AddressOf(HttpContext)), pending.Secret, pending.Plan, RecoveryKey.PublicOf(pending.Printed), stop);
        (OfficerName, AdministratorName) = (pending.Plan.Officer.Name, pending.Plan.Administrator.Name);
        IsDone = Done is null;
        return Page();
    }

    NewAccount Person(string? name, string? email, Role role) => new(name ?? "", email ?? "", role, null, null, words.Language, [], null);

    PageResult ShowPaper(Pending pending)
    {
        (Printed, Asked, Organisation) = (pending.Printed, pending.Asked, pending.Plan.Organisation);
        State = states.Seal(Purpose, pending, SetUps.GoodFor);
        return Page();
    }

    PageResult Complain(IEnumerable<(string, string)> problems)
    {
        Errors.AddRange(problems);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }
}
