from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("franchises.public.urls")),
    path("admin/", admin.site.urls),
]
