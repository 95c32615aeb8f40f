/// The fewest insertions, deletions and replacements of a character that turn one text into another.
///
/// - Complexity: O(`a` · `b`) in their lengths
/// - Source: Wagner and Fischer 1974, "The String-to-String Correction Problem".
func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, character) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (character == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
