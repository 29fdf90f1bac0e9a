using Kluis.Vault;

namespace Kluis.Keys;

/// <summary>Opens the keyring file, or makes it at the first run.</summary>
static class KeyringOpening
{
    /// <param name="passphraseFile">Null: a key file beside the keyring opens it, mode 0600.</param>
    /// <param name="mayMake">False once the database has keys: a new keyring could open none of them, and would hide the loss.</param>
    public static FileKeyring Open(string path, string? passphraseFile, string dataFolder, bool mayMake, TimeProvider time)
    {
        KeyringSecret secret = passphraseFile is null
            ? new KeyringSecret.KeyFile(Path.ChangeExtension(path, ".key"))
            : new KeyringSecret.Passphrase(File.ReadAllText(passphraseFile).TrimEnd('\r', '\n'));
        if (File.Exists(path))
            return FileKeyring.Open(path, secret, time, dataFolder);
        if (!mayMake)
            throw new VaultException("keys.unavailable", $"The keyring {path} is not there, and the database has keys that only it opens. Put it back.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return FileKeyring.CreateNew(path, secret, time, dataFolder);
    }
}
