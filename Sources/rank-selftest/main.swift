print("rank-selftest")
