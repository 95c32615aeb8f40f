internal import CTrainingKernels
internal import FloatFormats

/// What moments are stored as: `Float`, or `UInt16` for the upper half of a `Float`'s pattern.
protocol MomentNumber: BitwiseCopyable, ExpressibleByIntegerLiteral {
  /// The loop of a step in C; each pointer is followed by the place of its first element.
  static var step:
    (
      UnsafeMutablePointer<Float>?, Int64, UnsafePointer<Float>?, Int64,
      UnsafeMutablePointer<Self>?, UnsafeMutablePointer<Self>?, Int64, Int64,
      UnsafePointer<adamw_factors>?
    ) -> Void
  { get }

  static func elements(_ numbers: ArraySlice<Self>) -> MomentShard.Elements

  /// Rounds to nearest, ties to even, where this format is the narrower one.
  static func numbers(_ elements: MomentShard.Elements) -> [Self]
}

extension Float: MomentNumber {
  static var step:
    (
      UnsafeMutablePointer<Float>?, Int64, UnsafePointer<Float>?, Int64,
      UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?, Int64, Int64,
      UnsafePointer<adamw_factors>?
    ) -> Void
  {
    // Reason: the function takes pointers, as this type says.
    { unsafe optimizer_adamw_float($0, $1, $2, $3, $4, $5, $6, $7, $8) }
  }

  static func elements(_ numbers: ArraySlice<Float>) -> MomentShard.Elements {
    .float(Array(numbers))
  }

  static func numbers(_ elements: MomentShard.Elements) -> [Float] {
    switch elements {
    case .float(let numbers): numbers
    case .bfloat16(let patterns): patterns.map { BFloat16(bitPattern: $0).float }
    }
  }
}

extension UInt16: MomentNumber {
  static var step:
    (
      UnsafeMutablePointer<Float>?, Int64, UnsafePointer<Float>?, Int64,
      UnsafeMutablePointer<UInt16>?, UnsafeMutablePointer<UInt16>?, Int64, Int64,
      UnsafePointer<adamw_factors>?
    ) -> Void
  {
    // Reason: the function takes pointers, as this type says.
    { unsafe optimizer_adamw_bfloat16($0, $1, $2, $3, $4, $5, $6, $7, $8) }
  }

  static func elements(_ numbers: ArraySlice<UInt16>) -> MomentShard.Elements {
    .bfloat16(Array(numbers))
  }

  static func numbers(_ elements: MomentShard.Elements) -> [UInt16] {
    switch elements {
    case .bfloat16(let patterns): patterns
    case .float(let numbers): numbers.map { BFloat16($0, overflow: .saturate).bitPattern }
    }
  }
}
