/// A document of `simulate` or `compare` without its `simulation` members, the only ones that may
/// differ from run to run; every other byte stays.
func withoutSimulation(_ document: String) -> String {
  var kept: [Substring] = []
  var isInside = false
  for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
    let text = line.drop { $0 == " " }
    if text.hasPrefix("\"simulation\": {") { isInside = true }
    if !isInside { kept.append(line) }
    if text.hasPrefix("}") { isInside = false }
  }
  return kept.joined(separator: "\n")
}
