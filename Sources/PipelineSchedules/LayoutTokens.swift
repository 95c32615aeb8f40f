/// The letters of a layout string, repetitions written out.
struct LayoutTokens {
  /// A unit or a stage border, and the place of its letter in the text, counted from 1.
  struct Token {
    let letter: Character
    let place: Int
  }

  /// Far above any model; a repetition beyond it is refused before it is written out.
  static let most = 1 << 16
  private static let notation =
    "accepted: E t m L, | between stages, x*n or (x)*n for n times x, as Ett|(tttt|)*14tttmL"

  private(set) var tokens: [Token] = []
  /// Where each open parenthesis began, innermost last: its first token and its place.
  private var open: [(first: Int, place: Int)] = []
  /// First token of what a `*` here would repeat.
  private var repeatable: Int?

  /// - Throws: `ScheduleError` with code `unreadableLayout`, naming the place.
  /// - Complexity: O(characters + tokens), tokens bounded by ``most``.
  init(_ text: String) throws(ScheduleError) {
    let letters = Array(text)
    var position = 0
    while position < letters.count {
      let letter = letters[position]
      let place = position + 1
      position += 1
      switch letter {
      case " ", ",": continue
      case "(":
        open.append((tokens.count, place))
        repeatable = nil
      case ")":
        guard let group = open.popLast() else {
          throw Self.unreadable("')' at place \(place) closes nothing")
        }
        guard group.first < tokens.count else {
          throw Self.unreadable("the parentheses at places \(group.place) and \(place) are empty")
        }
        repeatable = group.first
      case "*":
        let digits = letters[position...].prefix { $0.isASCII && $0.isNumber }
        position += digits.count
        try multiply(String(digits), place: place)
      case "|": try append(letter, place: place)
      default:
        guard StageUnit(rawValue: letter) != nil else {
          throw Self.unreadable("'\(letter)' at place \(place)")
        }
        try append(letter, place: place)
      }
    }
    if let group = open.last { throw Self.unreadable("'(' at place \(group.place) is not closed") }
  }

  private mutating func append(_ letter: Character, place: Int) throws(ScheduleError) {
    try requireRoom(tokens.count + 1, place: place)
    repeatable = tokens.count
    tokens.append(Token(letter: letter, place: place))
  }

  private mutating func multiply(_ digits: String, place: Int) throws(ScheduleError) {
    guard let first = repeatable else {
      throw Self.unreadable("'*' at place \(place) has nothing before it to repeat")
    }
    guard !digits.isEmpty, digits != "0", let count = digits.count > 9 ? Self.most : Int(digits),
      count > 0
    else {
      throw Self.unreadable("'*' at place \(place) needs a count of at least 1 after it")
    }
    let body = tokens[first...]
    try requireRoom(first + body.count * count, place: place)
    for _ in 1..<count { tokens += body }
    repeatable = nil
  }

  private func requireRoom(_ count: Int, place: Int) throws(ScheduleError) {
    guard count <= Self.most else {
      throw ScheduleError(
        code: .unreadableLayout,
        detail: "more than \(Self.most) units and borders at place \(place)")
    }
  }

  private static func unreadable(_ what: String) -> ScheduleError {
    ScheduleError(code: .unreadableLayout, detail: "\(what); \(notation)")
  }
}
