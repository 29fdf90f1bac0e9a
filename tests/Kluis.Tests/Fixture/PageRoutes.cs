using Kluis.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kluis.Tests;

/// <summary>One thing that a browser can ask of a page: to see it, or to send one of its forms.</summary>
/// <param name="Template">As the page says it: <c>/users/{id:guid}</c>.</param>
/// <param name="Handler">Of several on one page; null: the one.</param>
sealed record PageAct(string Template, bool IsForm, string? Handler, EndpointMetadataCollection Rules)
{
    public bool IsOpenToAll => Rules.GetMetadata<OpenToAllAttribute>() is not null;

    /// <summary>Somebody who may come here; of a page for everybody who has signed in: the officer.</summary>
    public Role Role =>
        Rules.GetMetadata<NeedsAttribute>() is { } needs ? asked.First(role => Permissions.Of(role, needs.Permission) != Reach.Nothing) : Role.PrivacyOfficer;

    static readonly Role[] asked = [Role.PrivacyOfficer, Role.Administrator, Role.Dpo, Role.Auditor, Role.Agent];

    /// <summary>The address, once each parameter has its value.</summary>
    public string At(Func<string, string> valueOf)
    {
        var path = string.Join('/', Template.Split('/').Select(part => part.StartsWith('{') ? valueOf(part.Trim('{', '}').Split(':')[0]) : part));
        return Handler is null ? path : $"{path}?handler={Handler}";
    }

    public override string ToString() => $"{(IsForm ? "POST" : "GET")} {Template} {Handler}";
}

/// <summary>All pages that the running product has: one that is added tomorrow is in here by itself.</summary>
static class PageRoutes
{
    public static async Task<List<PageAct>> PageActsAsync(this RunningVault vault)
    {
        var acts = new List<PageAct>();
        var routes = vault.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();
        foreach (var route in routes.Where(route => route.Metadata.GetMetadata<PageActionDescriptor>() is not null))
        {
            var page = await vault.Get<PageLoader>().LoadAsync(route.Metadata.GetMetadata<PageActionDescriptor>()!, route.Metadata);
            var template = "/" + route.RoutePattern.RawText!.TrimStart('/');
            acts.AddRange(page.HandlerMethods.Select(each => new PageAct(template, each.HttpMethod == "Post", each.Name, route.Metadata)));
            // A page that has nothing to prepare has no handler for looking at it.
            if (!page.HandlerMethods.Any(each => each.HttpMethod == "Get" && each.Name is null))
                acts.Add(new PageAct(template, IsForm: false, Handler: null, route.Metadata));
        }
        return acts;
    }
}
