import Training

/// Tensors of random names, kinds, formats and sizes, some of them empty.
struct RandomState {
  let tensors: [CheckpointPiece]

  var names: Set<String> { Set(tensors.map(\.tensor)) }

  init(_ random: inout SplitMix) {
    tensors = (0..<Int.random(in: 1...5, using: &random)).flatMap { index -> [CheckpointPiece] in
      let count = Int.random(in: 0...200, using: &random)
      let name = String(repeating: "λ", count: index) + "tensor.\(index)"
      return CheckpointPiece.Kind.allCases.map { kind in
        let bits = (0..<count).map { _ in UInt32.random(in: 0...UInt32.max, using: &random) }
        // Not a number would not be equal to itself.
        let numbers = bits.map { Float(bitPattern: $0) }.map { $0.isNaN ? -0.0 : $0 }
        return CheckpointPiece(
          tensor: name, kind: kind, count: count, start: 0,
          elements: Bool.random(using: &random)
            ? .float(numbers) : .bfloat16(bits.map { UInt16(truncatingIfNeeded: $0) }))
      }
    }
  }

  /// Cuts every tensor at random places and deals the parts out to ranks, some of them twice.
  func shards(_ ranks: Int, _ random: inout SplitMix) -> [[CheckpointPiece]] {
    var shards = [[CheckpointPiece]](repeating: [], count: ranks)
    for tensor in tensors {
      var start = 0
      while start < tensor.count {
        let end = min(tensor.count, start + Int.random(in: 1...90, using: &random))
        var piece = tensor
        piece.start = start
        piece.elements = Self.part(tensor.elements, start..<end)
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          shards[Int.random(in: 0..<ranks, using: &random)].append(piece)
        }
        start = end
      }
    }
    return shards
  }

  static func part(
    _ elements: CheckpointPiece.Elements, _ range: Range<Int>
  ) -> CheckpointPiece.Elements {
    guard !range.isEmpty else { return .float([]) }
    return switch elements {
    case .float(let numbers): .float(Array(numbers[range]))
    case .bfloat16(let patterns): .bfloat16(Array(patterns[range]))
    }
  }
}
