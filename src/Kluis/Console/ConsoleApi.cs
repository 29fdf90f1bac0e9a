using Kluis.Access;
using Kluis.Conversations.Pages;
using Kluis.Registers;
using Kluis.Web;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Kluis.Console;

/// <summary>The pages of the console, and what they need from the host.</summary>
static class ConsoleApi
{
    const string Link = "/Accounts/Pages/SignInLink";

    public static void AddConsole(this IServiceCollection services, TimeZoneInfo zone)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<FrameOf>(_ => context => Navigation.For(context.Features.Get<Caller>()));
        services.AddSingleton<ActivityNames>(each => async stop => (await each.GetRequiredService<ActivityStore>().AllAsync(stop)).ToDictionary(activity => activity.Id, activity => activity.Name));
        services.AddScoped(each => WordsOf(each.GetRequiredService<IHttpContextAccessor>().HttpContext!, zone));
        services.AddSingleton<StaffStore>().AddSingleton<OpenedReading>().AddSingleton<TimeLineReading>();
        services.AddRazorPages(options => Shape(options, IsDemo(services)));
        services.Configure<AntiforgeryOptions>(Shape);
        // Our own protection takes the place of the framework's, whose start would write a key file.
        foreach (var start in services.Where(each => each.ImplementationType?.Name == "DataProtectionHostedService").ToList())
            services.Remove(start);
    }

    public static void MapConsole(this IEndpointRouteBuilder app) => app.MapRazorPages();

    static void Shape(RazorPagesOptions options, bool isDemo)
    {
        options.RootDirectory = "/";
        // Outside the demo there is no way in by link: the address does not exist.
        if (!isDemo)
            options.Conventions.AddPageRouteModelConvention(Link, page => page.Selectors.Clear());
    }

    static void Shape(AntiforgeryOptions options)
    {
        options.Cookie.Name = "kluis-form";
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.SuppressXFrameOptionsHeader = true;
    }

    static bool IsDemo(IServiceCollection services) =>
        services.Any(each => each.ServiceType == typeof(DemoMode) && each.ImplementationInstance is DemoMode { On: true });

    static Words WordsOf(HttpContext context, TimeZoneInfo zone) =>
        Tongue.WordsOf(context, context.RequestServices.GetRequiredService<FrameOf>()(context), zone, context.RequestServices.GetRequiredService<TimeProvider>());
}
