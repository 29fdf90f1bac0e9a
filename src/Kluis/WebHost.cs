using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kluis.Access;
using Kluis.Accounts;
using Kluis.Console;
using Kluis.Conversations;
using Kluis.Conversations.Events;
using Kluis.Conversations.People;
using Kluis.Intake;
using Kluis.Intake.Folders;
using Kluis.Registers;
using Kluis.Retention;
using Kluis.Upkeep;
using Kluis.Web;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Kluis;

/// <summary>The web server around the product: listeners, the order of the middleware, all routes.</summary>
static class WebHost
{
    const int Window = 64 << 10;
    const long FilesBesideConnections = 1024, FewestConnections = 64, MostConnections = 20_000;

    public static WebApplication Build(Product product, Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Kluis", ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" });
        builder.Environment.WebRootFileProvider = new StillFiles(builder.Environment.WebRootFileProvider);
        product.AddTo(builder.Services);
        more?.Invoke(builder.Services);
        // A page elsewhere that points its own name at this machine gets no answer (DNS rebinding).
        builder.Services.AddHostFiltering(options => options.AllowedHosts = HostsOf(product.Settings));
        builder.Services.AddRouting().AddOpenApi("v1");
        builder.Services.AddConsole(product.Settings.TimeZone);
        builder.Services.AddPagePacking();
        builder.Services.ConfigureHttpJsonOptions(options => Shape(options.SerializerOptions));
        builder.Logging.AddJsonConsole(options => options.UseUtcTimestamp = true).SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Error);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options => Listen(options, product));
        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseHostFiltering();
        app.UseConsoleFiles();
        app.UsePagePacking();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<MissingPage>();
        app.UseMiddleware<SetUpGateApi>();
        app.UseRouting();
        app.UseMiddleware<GateApi>();
        Map(app);
        return app;
    }

    static List<string> HostsOf(Settings settings) =>
    [
        "localhost", "127.0.0.1", "[::1]", Environment.MachineName,
        .. settings.Urls.Select(url => url.Host).Where(host => host is not ("0.0.0.0" or "[::]" or "*")),
        .. Uri.TryCreate(settings.PublicUrl, UriKind.Absolute, out var known) ? new[] { known.Host } : [],
    ];

    static void Map(WebApplication app)
    {
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json").OpenToAll("It describes the API and holds no data.");
        app.MapAccess();
        app.MapApprovals();
        app.MapLog();
        app.MapRegisters();
        app.MapConversations();
        app.MapSpecial();
        app.MapCustomers();
        app.MapScreenPops();
        app.MapEvents();
        app.MapIntake();
        app.MapQuarantine();
        app.MapFolders();
        app.MapUpkeep();
        app.MapRetention();
        app.MapHolds();
        app.MapConsole();
    }

    static void Shape(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
    }

    static void Listen(KestrelServerOptions options, Product product)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = 1 << 20;
        // What waits is bounded: connections by what the process may open, beside what its files and database take; bytes that nobody
        // reads yet by a small window each, so that ten thousand senders fit into memory.
        options.Limits.MaxConcurrentConnections = Math.Clamp(OpenFiles.Limit - FilesBesideConnections, FewestConnections, MostConnections);
        options.Limits.MaxRequestBufferSize = Window;
        options.Limits.Http2.InitialStreamWindowSize = Window;
        options.Limits.Http2.InitialConnectionWindowSize = 2 * Window;
        options.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(15));
        var certificate = new TlsCertificate(product.Settings.Certificate, product.Settings.CertificateKey);
        if (product.Settings.Urls.Any(url => url.Scheme == "https"))
            certificate.MakeIfMissing(TimeProvider.System.GetUtcNow());
        foreach (var url in product.Settings.Urls)
        {
            void Configure(ListenOptions listener)
            {
                if (url.Scheme != "https")
                    return;
                listener.Protocols = HttpProtocols.Http1AndHttp2;
                listener.UseHttps(new TlsHandshakeCallbackOptions
                {
                    OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
                    {
                        EnabledSslProtocols = SslProtocols.Tls13, ServerCertificateContext = certificate.Current(), ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
                    }),
                });
            }
            if (url.Host == "localhost")
                options.ListenLocalhost(url.Port, Configure);
            else if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
                options.Listen(address, url.Port, Configure);
            else
                options.ListenAnyIP(url.Port, Configure);
        }
    }
}
