using System.Text;
using QRCoder;

namespace Kluis.Accounts;

/// <summary>A QR code (ISO/IEC 18004) as one path of squares, for the page itself: no picture is fetched, nothing is kept.</summary>
static class QrPicture
{
    /// <summary>Modules of white around it, as the standard asks.</summary>
    const int Quiet = 4;

    /// <returns>Width in modules, and the path.</returns>
    public static (int Size, string Path) Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = data.ModuleMatrix;
        var border = (rows.Count - (21 + (4 * (data.Version - 1)))) / 2;
        var path = new StringBuilder();
        for (var y = border; y < rows.Count - border; y++)
        {
            for (var x = border; x < rows.Count - border; x++)
            {
                if (rows[y][x])
                    path.Append('M').Append(x - border + Quiet).Append(' ').Append(y - border + Quiet).Append("h1v1h-1z");
            }
        }
        return (rows.Count - (2 * border) + (2 * Quiet), path.ToString());
    }
}
