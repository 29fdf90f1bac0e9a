using Kluis.Audit;
using Kluis.Web;

namespace Kluis.Access;

/// <summary>The one gate of HTTP: who is it, may they, and if not, that goes into the log.</summary>
sealed class GateApi(RequestDelegate next, AccessStore store, KeptFormsApi kept, Journal journal, DeniedCounter denied, TimeProvider time)
{
    public const string CookieSecure = "__Host-kluis", CookieLoopback = "kluis";

    /// <summary>A header that a page sends with what it asks by itself: nobody did anything, so it is no sign of life and the screen locks all the same.</summary>
    public const string Quiet = "Kluis-Quiet";

    /// <summary>Under this name the page that unlocks finds the form that was sent, sealed; empty: there was one that is not kept.</summary>
    public const string KeptItem = "kluis.kept";

    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is null || endpoint.Metadata.GetMetadata<OpenToAllAttribute>() is not null)
        {
            await next(context);
            return;
        }
        var caller = await FindAsync(context);
        if (caller is null)
        {
            denied.Count(AddressOf(context));
            await AskWhoAsync(context);
            return;
        }
        context.Features.Set(caller);
        if (await IsStoppedOnTheWayAsync(context, endpoint, caller) || !await MayAsync(context, endpoint, caller))
            return;
        await next(context);
    }

    // Half signed in, or locked: nothing answers but the page that leads on.
    async Task<bool> IsStoppedOnTheWayAsync(HttpContext context, Endpoint endpoint, Caller caller)
    {
        if (caller.SignIn is not { IsOpen: false } state || endpoint.Metadata.GetMetadata<SignedInAttribute>() is { OnTheWay: true })
            return false;
        if (IsApi(context))
            await Problem.WriteAsync(context, state.IsLocked ? "session.locked" : "request.unauthenticated");
        else if (state is { Step: SignInStep.Full } && HttpMethods.IsPost(context.Request.Method))
        {
            // The page that unlocks is shown in the place of the answer, and what was sent is in it.
            context.Items[KeptItem] = await kept.SealAsync(context, caller) ?? "";
            context.Response.StatusCode = StatusCodes.Status423Locked;
        }
        else
            context.Response.Redirect(SignInSteps.PageOf(state.Step, state.IsLocked)! + BackOf(context, state));
        return true;
    }

    // After unlocking one is where one was. Only paths of this console, and ids at most, come along.
    static string BackOf(HttpContext context, SignInState state) =>
        state.IsLocked && HttpMethods.IsGet(context.Request.Method) && context.Request.Path.Value is { Length: > 1 } path
            ? "?back=" + Uri.EscapeDataString(path)
            : "";

    async Task<bool> MayAsync(HttpContext context, Endpoint endpoint, Caller caller)
    {
        // What routing itself put in place of a route only answers 405 or 415.
        if (endpoint is not RouteEndpoint || endpoint.Metadata.GetMetadata<SignedInAttribute>() is not null)
            return true;
        var needs = endpoint.Metadata.GetMetadata<NeedsAttribute>();
        // A route without a rule is closed: forgetting one may lock people out, never let them in.
        if (needs is not null && caller.May(needs.Permission))
        {
            if (needs.ByGate)
                await journal.OpenedAsync(caller.Actor, new AuditEvent(needs.Act));
            return true;
        }
        await journal.OpenedAsync(caller.Actor, new AuditEvent(AuditAct.AccessDenied) { Outcome = AuditOutcome.Denied, Target = needs?.Permission.ToString() });
        if (IsApi(context))
            await Problem.WriteAsync(context, "permission.denied");
        else
            context.Response.Redirect("/no-permission");
        return false;
    }

    static Task AskWhoAsync(HttpContext context)
    {
        if (IsApi(context))
            return Problem.WriteAsync(context, "request.unauthenticated");
        context.Response.Redirect("/sign-in");
        return Task.CompletedTask;
    }

    async Task<Caller?> FindAsync(HttpContext context)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var address = AddressOf(context);
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return await ByTokenAsync(authorization["Bearer ".Length..].Trim(), now, address, context.RequestAborted);
        var cookie = CookieOf(context);
        // A browser sends cookies to the API too; anything that changes state there must come from our own pages.
        if (cookie is null || (IsApi(context) && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !IsSameOrigin(context)))
            return null;
        var hash = Secret.Hash(cookie);
        var caller = await store.FindBySignInAsync(hash, now, address, context.RequestAborted);
        if (caller?.SignIn is { IsOpen: true } open && now - open.SeenAt > SignInSpans.Touch.TotalMilliseconds && !context.Request.Headers.ContainsKey(Quiet))
            await store.TouchAsync(hash, now, context.RequestAborted);
        else if (caller?.SignIn is { Step: SignInStep.Full, IsNewlyLocked: true } locked)
            await store.LockAsync(hash, locked.LocksAt, context.RequestAborted);
        return caller;
    }

    async Task<Caller?> ByTokenAsync(string secret, long now, string? address, CancellationToken stop)
    {
        if (await store.FindByTokenAsync(Secret.Hash(secret), now, address, stop) is not { } found)
            return null;
        if (found.Token.UsedAt is null)
            await MarkUsedAsync(found.Caller.Actor, found.Token.Id, stop);
        return found.Caller;
    }

    Task<bool> MarkUsedAsync(Actor actor, string token, CancellationToken stop) =>
        journal.ChangeAsync(
            actor,
            async change =>
            {
                var first = await AccessStore.MarkUsedAsync(change, token);
                change.Record(new AuditEvent(AuditAct.TokenUsedFirst) { Target = token, Outcome = first ? AuditOutcome.Ok : AuditOutcome.Same });
                return first;
            },
            stop);

    /// <summary>Gives the browser the secret of a sign-in. No script reads it, no other site sends it along.</summary>
    public static void SetCookie(HttpContext context, string secret) =>
        context.Response.Cookies.Append(CookieName(context), secret, new CookieOptions
        {
            HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true,
        });

    public static void DropCookie(HttpContext context) =>
        context.Response.Cookies.Delete(CookieName(context), new CookieOptions { Path = "/", Secure = context.Request.IsHttps });

    static string CookieName(HttpContext context) => context.Request.IsHttps ? CookieSecure : CookieLoopback;

    public static string? CookieOf(HttpContext context) =>
        context.Request.Cookies[CookieName(context)];

    static bool IsSameOrigin(HttpContext context) =>
        context.Request.Headers["Sec-Fetch-Site"].ToString() == "same-origin"
        || context.Request.Headers.Origin.ToString() == $"{context.Request.Scheme}://{context.Request.Host}";

    static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/openapi");

    public static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();
}

/// <summary>How routes say what they need.</summary>
static class RouteRulesApi
{
    public static TBuilder Needs<TBuilder>(this TBuilder builder, Permission permission, AuditAct act)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new NeedsAttribute(permission, act));

    /// <summary>As <see cref="Needs"/>, and the gate writes the entry: for reads that have nothing more to tell.</summary>
    public static TBuilder NeedsRecorded<TBuilder>(this TBuilder builder, Permission permission, AuditAct act)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new NeedsAttribute(permission, act) { ByGate = true });

    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder, string reason)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new OpenToAllAttribute(reason));

    public static TBuilder ForSignedIn<TBuilder>(this TBuilder builder, AuditAct act)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new SignedInAttribute(act));

    /// <summary>The caller that the gate has let through.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This route is open to all and has no caller.");
}
