/// Reads markup tag by tag and says what is wrong with its nesting.
struct TagChecker {
  private(set) var problems: [String] = []
  /// Names of all elements in the order in which they open.
  private(set) var elements: [String] = []
  private static let void: Set<String> = ["meta", "br", "!DOCTYPE"]
  private static let rawText: Set<String> = ["script", "style"]

  init(_ text: String) {
    var open: [String] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...].dropFirst()
      guard let end = rest.firstIndex(of: ">") else {
        problems.append("a tag that never ends: <\(rest.prefix(30))")
        return
      }
      let tag = rest[..<end]
      rest = rest[end...].dropFirst()
      if tag.count(where: { $0 == "\"" }) % 2 != 0 { problems.append("open quote in <\(tag)>") }
      if tag.hasPrefix("/") {
        let name = String(tag.dropFirst())
        if open.popLast() != name { problems.append("</\(name)> closes another element") }
        continue
      }
      let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
      elements.append(name)
      if tag.hasSuffix("/") || Self.void.contains(name) { continue }
      open.append(name)
      if Self.rawText.contains(name) {
        while !rest.hasPrefix("</\(name)>"), !rest.isEmpty { rest = rest.dropFirst() }
      }
    }
    if !open.isEmpty { problems.append("never closed: \(open)") }
  }

  func count(_ name: String) -> Int { elements.count { $0 == name } }
}
