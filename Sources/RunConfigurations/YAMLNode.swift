/// A value of a YAML file with the line it stands on.
///
/// The part of YAML that configuration files may use: scalars, lists and mappings with text keys,
/// no anchors, no tags, one document.
struct YAMLNode {
  indirect enum Content {
    /// Unquoted, or as the quotes delimit it.
    case scalar(String, isQuoted: Bool)
    case list([YAMLNode])
    case mapping([Entry])
  }

  struct Entry {
    let key: String
    let line: Int
    let value: YAMLNode
  }

  let content: Content
  /// Counted from 1.
  let line: Int

  /// As a message shows it: `0x10`, `"text"`, `a list`.
  var shown: String {
    switch content {
    case .scalar(let text, isQuoted: true): "\"\(printable(text))\""
    case .scalar(_, isQuoted: false) where isEmpty: "empty"
    case .scalar(let text, isQuoted: false): printable(text)
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  /// Whether the file gives nothing here: an unquoted empty text, `~` or `null`.
  var isEmpty: Bool {
    guard case .scalar(let text, isQuoted: false) = content else { return false }
    return ["", "~", "null"].contains(text)
  }
}
