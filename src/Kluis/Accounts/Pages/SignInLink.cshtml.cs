using Kluis.Access;
using System.Net;
using Kluis.Audit;
using Kluis.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Accounts.Pages;

/// <summary>Lets a person in by a link that works once. Looking at it does not use it up: a mail filter looks too.</summary>
[OpenToAll("The secret in the address is what lets in. The address exists in the demo only, and answers on loopback only.")]
sealed class SignInLinkPage(StaffStore staff, Journal journal, IdSource ids, DeniedCounter denied, TimeProvider time) : PageModel
{
    public LinkOwner? Owner { get; private set; }

    public async Task<IActionResult> OnGetAsync(string secret, CancellationToken stop)
    {
        if (!IsLoopback)
            return NotFound();
        Owner = await FindAsync(secret, stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string secret, CancellationToken stop)
    {
        if (!IsLoopback)
            return NotFound();
        if (await FindAsync(secret, stop) is not { } owner)
            return Page();
        var cookie = Secret.New();
        if (!await SignInAsync(owner, secret, cookie, stop))
            return Page();
        GateApi.SetCookie(HttpContext, cookie);
        return Redirect("/");
    }

    // Behind a proxy every address looks like loopback: the host that was asked for counts too.
    bool IsLoopback =>
        HttpContext.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && (Request.Host.Host == "localhost" || (IPAddress.TryParse(Request.Host.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host)));

    async Task<LinkOwner?> FindAsync(string secret, CancellationToken stop)
    {
        var owner = await staff.FindByLinkAsync(Secret.Hash(secret), time.GetUtcNow().ToUnixTimeMilliseconds(), stop);
        if (owner is null)
            denied.Count(GateApi.AddressOf(HttpContext));
        return owner;
    }

    Task<bool> SignInAsync(LinkOwner owner, string secret, string cookie, CancellationToken stop) =>
        journal.ChangeAsync(
            new Actor(owner.User.ToString(), GateApi.AddressOf(HttpContext), owner.Holder),
            async change =>
            {
                var user = await AccessStore.UseLinkAsync(change, Secret.Hash(secret), Secret.Hash(cookie), ids.New(), change.Now + (long)SignInSpans.Longest.TotalMilliseconds);
                change.Record(new AuditEvent(AuditAct.AccountSignedIn) { Target = owner.User.ToString(), Outcome = user is null ? AuditOutcome.Refused : AuditOutcome.Ok });
                return user is not null;
            },
            stop);
}
