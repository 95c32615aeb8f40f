internal import LinearAlgebra
internal import MPIRuntime

/// A tensor as a rank says that it holds it.
struct HeldTensor: Hashable {
  let name: String
  let rows: Int
  let columns: Int

  /// What every rank holds, in its order; every rank takes part.
  ///
  /// - Parameters:
  ///   - parameters: Of this rank.
  ///   - world: All ranks.
  /// - Returns: One list for each rank, in rank order; the same on every rank.
  /// - Throws: `MPIError` when a message fails.
  static func gather(
    _ parameters: [Parameter], on world: Communicator
  ) throws(MPIError) -> [[HeldTensor]] {
    let names = parameters.map { Array($0.name.utf8) }
    let sizes = zip(parameters, names).flatMap { parameter, name in
      [Int64(parameter.value.rows), Int64(parameter.value.columns), Int64(name.count)]
    }
    let allSizes = try world.allGather(sizes)
    let allNames = try world.allGather(Array(names.joined()))
    return zip(allSizes, allNames).map { sizes, names in
      var start = 0
      return stride(from: 0, to: sizes.count, by: 3).map { place in
        let end = start + Int(sizes[place + 2])
        defer { start = end }
        return HeldTensor(
          name: String(decoding: names[start..<end], as: UTF8.self), rows: Int(sizes[place]),
          columns: Int(sizes[place + 1]))
      }
    }
  }
}
