namespace Kluis.Web;

/// <summary>The drawings beside words, on a square of 20; always beside a word, so hidden from screen readers.</summary>
static class Icons
{
    static readonly Dictionary<string, string> drawings = new(StringComparer.Ordinal)
    {
        ["find"] = """<circle cx="8.7" cy="8.7" r="5.7"/><path d="m13 13 4.5 4.5"/>""",
        ["world"] = """<circle cx="10" cy="10" r="7.5"/><path d="M2.5 10h15M10 2.500c5 5 5 10 0 15M10 2.500c-5 5-5 10 0 15"/>""",
        ["person"] = """<circle cx="10" cy="6.5" r="3.5"/><path d="M3.5 17.500c.6-3.8 3.2-5.5 6.5-5.500s5.9 1.7 6.5 5.5"/>""",
        ["menu"] = """<path d="M3 5.500h14M3 10h14M3 14.500h14"/>""",
        ["close"] = """<path d="m5 5 10 10M15 5 5 15"/>""",
        ["house"] = """<path d="M3 9.5 10 3l7 6.500V17h-4.500v-4.500h-5V17H3Z"/>""",
        ["call"] = """<path d="M4 3.2h3.2l1.5 3.9-2 1.5a9.5 9.5 0 0 0 4.7 4.7l1.5-2 3.9 1.5V16a1.6 1.6 0 0 1-1.7 1.6C8.6 17.1 2.9 11.4 2.4 4.900A1.6 1.6 0 0 1 4 3.200Z"/>""",
        ["chat"] = """<path d="M3 3.500h14v10H9l-4 3.500v-3.500H3Z"/>""",
        ["mail"] = """<rect x="2.5" y="4" width="15" height="12" rx="1.5"/><path d="m3 5.2 7 5.6 7-5.6"/>""",
        ["lock"] = """<rect x="4" y="9" width="12" height="8.5" rx="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9"/>""",
        ["open"] = """<rect x="4" y="9" width="12" height="8.5" rx="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 0 1 6.800-1.2"/>""",
        ["key"] = """<circle cx="6.5" cy="10" r="3.5"/><path d="M10 10h8M15 10v3.500M18 10v2.5"/>""",
        ["masked"] = """<path d="M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5Z"/><path d="m3.5 3.5 13 13"/>""",
        ["stop"] = """<path d="M6.8 2.5h6.4l4.3 4.3v6.4l-4.3 4.3H6.8l-4.3-4.3V6.8Z"/><path d="M10 6v5"/><circle class="f" cx="10" cy="13.8" r="1"/>""",
        ["warning"] = """<path d="M10 2.8 18 16.8H2Z"/><path d="M10 8v4"/><circle class="f" cx="10" cy="14.4" r="1"/>""",
        ["note"] = """<circle cx="10" cy="10" r="7.5"/><path d="M10 9.2v4.6"/><circle class="f" cx="10" cy="6.4" r="1"/>""",
        ["ok"] = """<circle cx="10" cy="10" r="7.5"/><path d="m6.5 10.3 2.4 2.4 4.6-5.2"/>""",
        ["time"] = """<circle cx="10" cy="10" r="7.5"/><path d="M10 5.8V10l3 2"/>""",
        ["file"] = """<path d="M5 2.500h7l3.5 3.500v11.500H5Z"/><path d="M12 2.500V6h3.500M7.5 10h5.500M7.5 13.500h5.5"/>""",
        ["folder"] = """<path d="M2.5 15.500v-11h5.500l2 2.500h7.500v8.500z"/>""",
        ["fetch"] = """<path d="M10 3v9.500M6 9l4 4 4-4M3.5 17h13"/>""",
        ["back"] = """<path d="M4 4v5h5"/><path d="M4.6 8.800A6.5 6.5 0 1 1 4 12"/>""",
        ["on"] = """<path d="M16 4v5h-5"/><path d="M15.4 8.800A6.5 6.5 0 1 0 16 12"/>""",
        ["play"] = """<path class="f" d="M5.500 3.200 16 10 5.500 16.800Z"/>""",
        ["pause"] = """<path class="f" d="M5 3h3.500v14H5zM11.5 3H15v14h-3.500z"/>""",
        ["sort"] = """<path d="M6.5 16V4M3.5 7l3-3 3 3M13.5 4v12M10.5 13l3 3 3-3"/>""",
        ["keyboard"] = """<rect x="2" y="5" width="16" height="10" rx="1.5"/><path d="M5 8.500h.1M8.300 8.500h.1M11.600 8.500h.1M14.900 8.500h.1M6 11.800h8"/>""",
        ["leave"] = """<path d="M8 3.500H3.500v13H8M12.500 6.500 16 10l-3.500 3.500M16 10H7.500"/>""",
    };

    public static IEnumerable<string> Names => drawings.Keys;

    public static string Svg(string name) => $"""<svg class="kl-icon" viewBox="0 0 20 20" aria-hidden="true">{drawings[name]}</svg>""";
}
