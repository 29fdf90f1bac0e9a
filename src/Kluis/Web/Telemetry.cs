using System.Diagnostics;
using System.Security.Authentication;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Kluis.Web;

/// <summary>Where traces and figures go; null: nowhere.</summary>
sealed record TelemetryTarget(Uri? Collector);

/// <summary>
/// Traces and metrics to an OpenTelemetry collector, if one is set. Spans carry the route and the outcome: no address, no
/// query, no id of a person, no header.
/// </summary>
sealed class Telemetry(TelemetryTarget target) : IHostedService, IDisposable
{
    TracerProvider? traces;
    MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (target.Collector is { } collector)
        {
            traces = Sdk.CreateTracerProviderBuilder().AddSource("Microsoft.AspNetCore").AddProcessor(new AllowedTags())
                .AddOtlpExporter(options => Configure(options, new Uri(collector, "v1/traces"))).Build();
            metrics = Sdk.CreateMeterProviderBuilder().AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter(options => Configure(options, new Uri(collector, "v1/metrics"))).Build();
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    static void Configure(OtlpExporterOptions options, Uri endpoint)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = endpoint;
        options.HttpClientFactory = () => new HttpClient(new SocketsHttpHandler { SslOptions = { EnabledSslProtocols = SslProtocols.Tls13 }, AllowAutoRedirect = false });
    }
}

/// <summary>Takes everything off a span but a short list. What is added upstream tomorrow stays here too.</summary>
sealed class AllowedTags : BaseProcessor<Activity>
{
    static readonly string[] Allowed = ["http.request.method", "http.response.status_code", "http.route", "error.type", "network.protocol.version"];

    public override void OnEnd(Activity data)
    {
        foreach (var (key, _) in data.TagObjects.ToList())
        {
            if (!Allowed.Contains(key, StringComparer.Ordinal))
                data.SetTag(key, null);
        }
        data.DisplayName = $"{data.GetTagItem("http.request.method")} {data.GetTagItem("http.route")}".Trim();
    }
}
