/// A mapping of a configuration file, read by typed keys.
///
/// Keys that `Key` does not list are refused on opening, so that a misspelt optional key is never
/// taken for an absent one.
struct Fields<Key: RawRepresentable & CaseIterable & Hashable> where Key.RawValue == String {
  private let parent: Field
  private let entries: [Key: YAMLNode.Entry]

  /// - Throws: `ConfigurationError` with code `wrongType` when the field is no mapping, `unknownKey`
  ///   when it has a key that `Key` does not list.
  init(_ field: Field, keys: Key.Type = Key.self) throws(ConfigurationError) {
    let names = Key.allCases.map(\.rawValue)
    let accepted = names.joined(separator: ", ")
    guard let node = field.node, case .mapping(let content) = node.content else {
      throw field.refusal(.wrongType, expected: "a mapping with the keys \(accepted)")
    }
    var entries: [Key: YAMLNode.Entry] = [:]
    for entry in content {
      guard let key = Key(rawValue: entry.key) else {
        let prefix = field.key.isEmpty ? "" : field.key + "."
        let guess = nearest(to: entry.key, among: names).map { " did you mean \($0)?" } ?? ""
        throw ConfigurationError(
          code: .unknownKey,
          detail:
            "\(printable(path: field.path)):\(entry.line): \(prefix)\(printable(entry.key)) is not "
            + "a key;\(guess) expected \(accepted)")
      }
      entries[key] = entry
    }
    parent = field
    self.entries = entries
  }

  /// The value of a key; one without a node where the file has none.
  subscript(key: Key) -> Field {
    let entry = entries[key]
    let prefix = parent.key.isEmpty ? "" : parent.key + "."
    return Field(
      path: parent.path, key: prefix + key.rawValue, line: entry?.value.line ?? parent.line,
      node: entry?.value)
  }

  /// The value of a key that may be absent.
  func optional(_ key: Key) -> Field? { entries[key] == nil ? nil : self[key] }
}

/// The candidate within the fewest edits of a word, when these are at most a third of its letters; of
/// several, the first.
///
/// - Complexity: O(candidates · letters²)
func nearest(to word: String, among candidates: [String]) -> String? {
  guard word.utf8.count <= 64 else { return nil }
  let limit = (word.count + 1) / 3
  let distances = candidates.map { editDistance(word.lowercased(), $0.lowercased()) }
  guard let least = distances.min(), least <= limit else { return nil }
  return distances.firstIndex(of: least).map { candidates[$0] }
}

/// Insertions, deletions and replacements of one letter that turn `a` into `b`.
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b.utf8)
  var row = Array(0...b.count)
  for (i, letter) in a.utf8.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (letter == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
    }
  }
  return row[b.count]
}
