/// How a shard holds the elements of a piece.
enum ElementFormat: UInt8 {
  case float = 0
  case bfloat16 = 1

  init(_ elements: CheckpointPiece.Elements) {
    self =
      switch elements {
      case .float: .float
      case .bfloat16: .bfloat16
      }
  }

  /// Of one element.
  var bytes: Int {
    switch self {
    case .float: MemoryLayout<Float>.stride
    case .bfloat16: MemoryLayout<UInt16>.stride
    }
  }
}

#if _endian(big)
#error("Shards are written and read as memory holds the elements, which has to be little endian.")
#endif
