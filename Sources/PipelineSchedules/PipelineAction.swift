/// One unit of work, written `<stage><kind><microbatch>`: `2F0`, `0W3`.
public struct PipelineAction: Hashable, Sendable {
  /// The letters of PyTorch pipelining; the zero-bubble papers write "B" for `I`.
  public enum Kind: Character, CaseIterable, Sendable {
    case forward = "F"
    case backward = "B"
    case backwardInput = "I"
    case backwardWeight = "W"
  }

  public var stage: Int
  public var kind: Kind
  public var microbatch: Int

  public init(stage: Int, kind: Kind, microbatch: Int) {
    self.stage = stage
    self.kind = kind
    self.microbatch = microbatch
  }
}

extension PipelineAction: LosslessStringConvertible {
  public var description: String { "\(stage)\(kind.rawValue)\(microbatch)" }

  public init?(_ text: String) {
    guard let letter = text.firstIndex(where: \.isLetter),
      let kind = Kind(rawValue: text[letter]),
      let stage = Self.number(text[..<letter]),
      let microbatch = Self.number(text[text.index(after: letter)...])
    else { return nil }
    self.init(stage: stage, kind: kind, microbatch: microbatch)
  }

  /// Digits only: `Int` would take a sign as well.
  private static func number(_ digits: Substring) -> Int? {
    digits.utf8.first == UInt8(ascii: "+") || digits.utf8.first == UInt8(ascii: "-")
      ? nil : Int(digits)
  }
}
