/// The histories of scalings in a checkpoint, found by what they scale and by the rank that wrote them.
///
/// Ranks see other tokens, so that each has histories of its own.
struct ScalingHistories {
  /// By the names that pieces bear.
  private var states: [String: ScalingState] = [:]
  private let writers: Int
  /// The rank whose histories go first, where there are any.
  private let preferred: Int?

  /// Finds the histories among pieces.
  ///
  /// - Parameters:
  ///   - pieces: At least those that ``pieceNames(of:writers:)`` names; others are left out.
  ///   - writers: Ranks that wrote the checkpoint.
  ///   - preferred: The rank that was where this one is; nil on another grid.
  init(_ pieces: [CheckpointPiece], writers: Int, preferred: Int?) {
    self.writers = writers
    self.preferred = preferred
    for piece in pieces where piece.kind == .history {
      guard case .float(let elements) = piece.elements else { continue }
      states[piece.tensor] = ScalingState(elements: elements)
    }
  }

  /// The history that a rank goes on with.
  ///
  /// - Parameter name: Of what is scaled.
  /// - Returns: That of the preferred rank, or all ranks' joined.
  /// - Throws: `CheckpointError` with code `elementsMissing`, which names it, where no rank has one.
  func state(of name: String) throws(CheckpointError) -> ScalingState {
    if let preferred, let own = states[Self.pieceName(of: name, rank: preferred)] { return own }
    let all = (0..<writers).compactMap { states[Self.pieceName(of: name, rank: $0)] }
    guard let joined = ScalingState.joining(all) else {
      throw CheckpointError(
        code: .elementsMissing,
        detail:
          "history of \(name) is in no piece; expected it from at least one of \(writers) ranks"
      )
    }
    return joined
  }

  /// A history as a checkpoint keeps it.
  static func piece(of name: String, rank: Int, _ state: ScalingState) -> CheckpointPiece {
    let elements = state.elements
    return CheckpointPiece(
      tensor: pieceName(of: name, rank: rank), kind: .history, count: elements.count, start: 0,
      elements: .float(elements))
  }

  /// The names of all pieces that may hold something of some histories.
  static func pieceNames(of names: [String], writers: Int) -> Set<String> {
    Set(names.flatMap { name in (0..<writers).map { pieceName(of: name, rank: $0) } })
  }

  private static func pieceName(of name: String, rank: Int) -> String { "\(name)@\(rank)" }
}
