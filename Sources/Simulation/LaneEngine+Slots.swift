/// What slots need that are one operator each.
extension LaneEngine {
  /// Waits for the last of some letters; -1 stands for none.
  ///
  /// Where messages keep no port busy, the one that was made last arrives last.
  func awaitLast(_ boxes: [Int32], _ rows: LaneRows, opensProgram: Bool) {
    let (produced, arrival) = unsafe (rows[.scratchProduced], rows[.scratch])
    for lane in 0..<rows.lanes {
      unsafe produced[lane] = 0
      for box in boxes where box >= 0 {
        unsafe produced[lane] = max(produced[lane], mail.letter(box).produced[lane])
      }
      unsafe arrival[lane] = produced[lane] &+ plan.transferLatency
    }
    // Before a rank's first slot all is bubble.
    unsafe LaneKernels.awaitTransfer(
      rows, produced: opensProgram ? arrival : produced, arrival: arrival)
  }
}
