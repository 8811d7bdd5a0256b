#!/usr/bin/env python3
"""Open a workspace as QGIS does, without a screen, and say what a user would see.

    open_workspace.py WORKSPACE MAP.png      (prints one JSON object; wants Debian's python3-qgis)

For each layer: whether it is valid, its legend, the titles of its columns and the values that the form offers. Then
the layer "coverage" is drawn over the villages into MAP.png.
"""
import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import (  # noqa: E402
    QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsVectorLayer, QgsWkbTypes,
)
from qgis.PyQt.QtCore import QSize  # noqa: E402

LAYERS = [
    "villages", "households", "enterprises", "visits", "grid_cells", "allocation", "coverage", "coverage_cells",
    "working_groups", "members", "issues", "rechecks",
]


def described(layer):
    fields = layer.fields()
    legend = []
    if layer.geometryType() != QgsWkbTypes.NullGeometry:
        legend = [[item.label(), item.ruleKey()] for item in layer.renderer().legendSymbolItems()]
    offered = {}
    for i, field in enumerate(fields):
        setup = layer.editorWidgetSetup(i)
        if setup.type() == "ValueMap":
            offered[field.name()] = [list(pair.items())[0] for pair in setup.config()["map"]]
    return {
        "valid": layer.isValid(), "legend": legend, "labels": layer.labelsEnabled(), "offered": offered,
        "titles": {field.name(): layer.attributeAlias(i) for i, field in enumerate(fields)},
        "hidden": [f.name() for i, f in enumerate(fields) if layer.editorWidgetSetup(i).type() == "Hidden"],
        "defaults": {f.name(): layer.defaultValueDefinition(i).expression() for i, f in enumerate(fields)
                     if layer.defaultValueDefinition(i).isValid()},
    }


def main():
    workspace, picture = sys.argv[1:3]
    application = QgsApplication([], False)
    application.initQgis()
    layers = {name: QgsVectorLayer(f"{workspace}|layername={name}", name, "ogr") for name in LAYERS}
    answer = {name: described(layer) for name, layer in layers.items()}

    drawn = [layers["villages"], layers["coverage"]]
    QgsProject.instance().addMapLayers(drawn)
    settings = QgsMapSettings()
    settings.setLayers(drawn)
    settings.setDestinationCrs(layers["coverage"].crs())
    settings.setExtent(layers["coverage"].extent().buffered(0.01))
    settings.setOutputSize(QSize(1200, 1000))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(picture)
    colours = {}
    for y in range(0, image.height(), 2):
        for x in range(0, image.width(), 2):
            name = image.pixelColor(x, y).name()
            colours[name] = colours.get(name, 0) + 1
    answer["colours"] = colours
    print(json.dumps(answer, ensure_ascii=False))
    QgsProject.instance().clear()


main()
