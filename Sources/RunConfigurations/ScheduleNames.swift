/// The schedules that a scenario may name.
enum ScheduleNames {
  static let all = [
    "gpipe", "1f1b", "interleaved-1f1b", "1f1b-overlap", "interleaved-1f1b-overlap", "zb-h1",
    "zb-h2", "zb-v", "dualpipe", "dualpipev",
  ]
}
