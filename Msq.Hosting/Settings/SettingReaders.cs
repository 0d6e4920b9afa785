namespace Msq.Hosting.Settings;

/// <summary>Who reads a setting.</summary>
[Flags]
public enum SettingReaders
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary><c>Msq.Api</c>.</summary>
    Api = 1,

    /// <summary><c>Msq.Dispatcher</c>.</summary>
    Dispatcher = 2,

    /// <summary><c>Msq.StatusTracker</c>.</summary>
    Tracker = 4,

    /// <summary><c>Msq.Local migrate</c>.</summary>
    Migration = 8,

    /// <summary>Each of the three services.</summary>
    Services = Api | Dispatcher | Tracker,
}
