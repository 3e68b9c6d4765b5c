console.log('served over HTTPS')
