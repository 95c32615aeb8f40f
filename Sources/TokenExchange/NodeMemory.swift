/// The regions that the ranks of this rank's node have for one operation.
///
/// Reason to be unsafe: the memory is other processes'. They keep their regions where they announced
/// them until all ranks of the node have released them, and rows stay below the counts that all agreed on.
@safe
struct NodeMemory {
  /// `[ranks per node]`, first byte of each region.
  private let starts: [UnsafeMutableRawPointer]
  /// `[ranks per node]`, what lies where in each region.
  let sections: [RowSections]

  /// Finds the regions that the ranks have announced.
  ///
  /// - Parameters:
  ///   - addresses: `[ranks per node]`, as announced.
  ///   - rows: `[ranks per node]`, of each region.
  ///   - widths: Bytes of a row's parts.
  ///   - pool: Of the node.
  init(_ addresses: [Int], rows: [Int], widths: RowSections.Widths, pool: SharedPool) {
    unsafe starts = addresses.enumerated().map { place, address in
      unsafe pool.start(ofAddress: address, of: place)
    }
    sections = rows.map { RowSections(rows: $0, widths: widths) }
  }

  func payload(_ row: Int, of place: Int) -> UnsafeMutableRawPointer {
    unsafe starts[place] + row * sections[place].widths.payload
  }

  func scales(_ row: Int, of place: Int) -> UnsafeMutableRawPointer {
    unsafe starts[place] + sections[place].scales + row * sections[place].widths.scales
  }

  func ids(_ row: Int, of place: Int) -> UnsafeMutablePointer<Int32> {
    unsafe (starts[place] + sections[place].ids + row * sections[place].widths.ids)
      .assumingMemoryBound(to: Int32.self)
  }

  func weights(_ row: Int, of place: Int) -> UnsafeMutablePointer<Float> {
    unsafe (starts[place] + sections[place].weights + row * sections[place].widths.weights)
      .assumingMemoryBound(to: Float.self)
  }
}
