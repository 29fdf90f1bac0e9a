using System.Text;
using Kluis.Access;
using Kluis.Audit;
using Kluis.Intake;

namespace Kluis.Demo;

/// <summary>Two things that came in and were not understood, for somebody to sort out.</summary>
sealed class DemoQuarantine(Incoming incoming, QuarantineStore store)
{
    const string Newer =
        """
        {"vcon":"0.9.0","uuid":"019f15a6-a752-826f-b9a2-279e0d16bc46","created_at":"2026-11-20T10:15:00+01:00",
         "parties":[{"role":"customer","tel":"+31612345678","name":"Anneke de Wit"},{"role":"agent","name":"Sanne Bakker"}],
         "dialog":[{"type":"text","start":"2026-11-20T10:15:00+01:00","parties":[0,1],"originator":0,"mediatype":"text/plain","encoding":"none",
                    "body":"Goedemorgen, klopt het dat mijn voorschot omhoog gaat?"}]}
        """;

    public async Task AddAsync(CancellationToken stop)
    {
        if (await store.CountAsync(new QuarantineFilter(State: null), stop) > 0)
            return;
        var caller = new Caller(Actor.Product("demo"), Role.Integrator) { Source = "telephony" };
        await KeepAsync(caller, new Delivery(DeliveryKind.Vcon, DeliveryWay.Api, "application/vcon"), Newer, stop);
        await KeepAsync(caller, new Delivery(DeliveryKind.Recording, DeliveryWay.Import, "application/octet-stream") { FileName = "20261119-141502_in.wav" }, "RIFF", stop);
    }

    async Task KeepAsync(Caller caller, Delivery delivery, string content, CancellationToken stop)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(content), writable: false);
        await incoming.TakeAsync(caller, delivery, body, stop);
    }
}
