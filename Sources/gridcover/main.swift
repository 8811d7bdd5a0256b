print("gridcover")
