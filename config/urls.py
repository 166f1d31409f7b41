from django.contrib import admin
from django.urls import include, path

from franchises.admin.apps import register_pages

register_pages()

urlpatterns = [
    path("", include("franchises.public.urls")),
    path("admin/", admin.site.urls),
]
