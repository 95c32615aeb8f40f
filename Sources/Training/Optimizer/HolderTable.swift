/// Which ranks hold which tensors: the same table on every rank.
struct HolderTable {
  /// Tensors with the same holders.
  struct Entry: Hashable {
    /// Ranks of the world, ascending.
    let holders: [Int]
    /// In the order of the first holder.
    var names: [String]
  }

  /// By holders, in lexicographic order: the order in which ranks take steps together.
  let entries: [Entry]
  /// Every tensor once, in the order of the first rank that holds it.
  let names: [String]

  /// Compares names and shapes.
  ///
  /// - Parameter tensors: One list for each rank.
  /// - Throws: `OptimizerError` with code `duplicateName` or `shapesDisagree`.
  init(_ tensors: [[HeldTensor]]) throws(OptimizerError) {
    var names: [String] = []
    var firsts: [String: HeldTensor] = [:]
    var holders: [String: [Int]] = [:]
    for (rank, held) in tensors.enumerated() {
      for tensor in held {
        guard holders[tensor.name]?.last != rank else {
          throw OptimizerError(
            code: .duplicateName, detail: "rank \(rank) has \(tensor.name) twice; once would do")
        }
        if let first = firsts[tensor.name] {
          guard first == tensor else {
            let owner = holders[tensor.name]?.first ?? rank
            throw OptimizerError(
              code: .shapesDisagree,
              detail: "\(tensor.name) is \(first.rows) x \(first.columns) on rank \(owner), "
                + "\(tensor.rows) x \(tensor.columns) on rank \(rank); "
                + "all copies must have one shape")
          }
        } else {
          firsts[tensor.name] = tensor
          names.append(tensor.name)
        }
        holders[tensor.name, default: []].append(rank)
      }
    }
    var places: [[Int]: Int] = [:]
    var entries: [Entry] = []
    for name in names {
      let ranks = holders[name] ?? []
      if let place = places[ranks] {
        entries[place].names.append(name)
      } else {
        places[ranks] = entries.count
        entries.append(Entry(holders: ranks, names: [name]))
      }
    }
    self.names = names
    self.entries = entries.sorted { $0.holders.lexicographicallyPrecedes($1.holders) }
  }
}
