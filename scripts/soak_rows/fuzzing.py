"""libFuzzer over every reader, where its targets have been built (Fuzz/build)."""


def report(bench, minutes):
    return
