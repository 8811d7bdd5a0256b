#!/usr/bin/env python3
"""Enter a visit that met its target, as somebody does with another program.

    add_visit.py gdal|qgis WORKSPACE TARGET      (wants Debian's python3-gdal or python3-qgis)

With qgis the form's defaults fill in what nobody types: the id and the time.
"""
import os
import sys


def with_gdal(workspace, target):
    from osgeo import ogr

    ogr.UseExceptions()
    source = ogr.Open(workspace, update=1)
    layer = source.GetLayerByName("visits")
    feature = ogr.Feature(layer.GetLayerDefn())
    for field, value in {"id": "by-hand", "target": target, "date": "2016-12-06", "outcome": "met"}.items():
        feature.SetField(field, value)
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (113.001 28.001)"))
    layer.CreateFeature(feature)


def with_qgis(workspace, target):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import QgsApplication, QgsVectorLayer, QgsVectorLayerUtils

    application = QgsApplication([], False)
    application.initQgis()
    layer = QgsVectorLayer(f"{workspace}|layername=visits", "visits", "ogr")
    fields = layer.fields()
    typed = {fields.indexOf("target"): target, fields.indexOf("outcome"): "met"}
    assert layer.startEditing()
    feature = QgsVectorLayerUtils.createFeature(layer, attributes=typed)
    assert layer.addFeature(feature)
    assert layer.commitChanges(), layer.commitErrors()
    print(feature["id"], feature["date"])


{"gdal": with_gdal, "qgis": with_qgis}[sys.argv[1]](*sys.argv[2:4])
